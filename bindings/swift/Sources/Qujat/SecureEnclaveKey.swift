#if canImport(CryptoKit) && canImport(LocalAuthentication)
  import CryptoKit
  import Foundation
  import LocalAuthentication
  import Security

  /// A device's key in the Secure Enclave: made there, and never anywhere else.
  ///
  /// It signs on the thread that asks, which waits while the person confirms: ask from a task off the main actor.
  public final class SecureEnclaveKey: DeviceKey {
    /// What the app stores to have the key again, in the keychain for instance. Of no use on another device.
    public let stored: Data
    private let prompt: String
    private let point: Data

    /// Makes a key.
    ///
    /// - Parameters:
    ///   - confirmed: whether the person confirms each signature, by face, finger or passcode.
    ///   - prompt: what they are told it is for.
    /// - Throws: ``PlatformError`` where there is no Secure Enclave, as in a simulator without one, or no passcode.
    public convenience init(confirmed: Bool, prompt: String) throws {
      let flags: SecAccessControlCreateFlags = confirmed ? [.privateKeyUsage, .userPresence] : .privateKeyUsage
      let access = SecAccessControlCreateWithFlags(
        nil, kSecAttrAccessibleWhenUnlockedThisDeviceOnly, flags, nil)
      guard SecureEnclave.isAvailable, let access else { throw PlatformError.Unavailable }
      let key = try told { try SecureEnclave.P256.Signing.PrivateKey(accessControl: access) }
      self.init(key, prompt: prompt)
    }

    /// The key that was ``stored``.
    ///
    /// - Throws: ``PlatformError`` where it is of another device, or gone.
    public convenience init(stored: Data, prompt: String) throws {
      self.init(try told { try SecureEnclave.P256.Signing.PrivateKey(dataRepresentation: stored) }, prompt: prompt)
    }

    private init(_ key: SecureEnclave.P256.Signing.PrivateKey, prompt: String) {
      stored = key.dataRepresentation
      point = key.publicKey.x963Representation
      self.prompt = prompt
    }

    public func publicKey() -> Data { point }

    public func sign(message: Data) throws -> Data {
      // Opened for each signature: one confirmation is good for one.
      let context = LAContext()
      context.localizedReason = prompt
      return try told {
        let key = try SecureEnclave.P256.Signing.PrivateKey(
          dataRepresentation: stored, authenticationContext: context)
        return try key.signature(for: message).rawRepresentation
      }
    }
  }

  /// What the system throws, as the library takes it.
  private func told<Answer>(_ body: () throws -> Answer) throws -> Answer {
    do {
      return try body()
    } catch CryptoKitError.underlyingCoreFoundationError(let error) {
      throw PlatformError(error)
    } catch {
      throw PlatformError(error)
    }
  }
#endif
