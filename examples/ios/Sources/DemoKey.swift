import CryptoKit
import Foundation
import Qujat

/// In place of a `SecureEnclaveKey`: the key that the demo's documents are bound to. Everybody knows it.
final class DemoKey: DeviceKey {
  func publicKey() throws -> Data { try secret().publicKey.x963Representation }

  func sign(message: Data) throws -> Data { try secret().signature(for: message).rawRepresentation }

  private func secret() throws -> P256.Signing.PrivateKey {
    try P256.Signing.PrivateKey(rawRepresentation: Data(repeating: 4, count: 32))
  }
}
