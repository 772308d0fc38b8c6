// In place of Apple's CryptoKit: what Sources/Qujat/SecureEnclaveKey.swift and the sample use. Nothing here is ever run.
import Foundation
import LocalAuthentication
import Security

public enum CryptoKitError: Error {
  case underlyingCoreFoundationError(error: CFError)
}

public enum SecureEnclave {
  public static var isAvailable: Bool { false }

  public enum P256 {
    public enum Signing {
      // Not `Sendable`: nobody here may rely on it.
      public struct PrivateKey {
        private let unsendable: UnsafeRawPointer? = nil
        public init(
          compactRepresentable: Bool = true, accessControl: SecAccessControl, authenticationContext: LAContext? = nil
        ) throws {}
        public init(dataRepresentation: Data, authenticationContext: LAContext? = nil) throws {}
        public var dataRepresentation: Data { Data() }
        public var publicKey: CryptoKit.P256.Signing.PublicKey { CryptoKit.P256.Signing.PublicKey() }
        public func signature<D: DataProtocol>(for data: D) throws -> CryptoKit.P256.Signing.ECDSASignature {
          CryptoKit.P256.Signing.ECDSASignature()
        }
      }
    }
  }
}

public enum P256 {
  public enum Signing {
    public struct PublicKey {
      public var x963Representation: Data { Data() }
    }
    public struct PrivateKey {
      public init<D: ContiguousBytes>(rawRepresentation: D) throws {}
      public var publicKey: PublicKey { PublicKey() }
      public func signature<D: DataProtocol>(for data: D) throws -> ECDSASignature { ECDSASignature() }
    }
    public struct ECDSASignature {
      public var rawRepresentation: Data { Data() }
    }
  }
}
