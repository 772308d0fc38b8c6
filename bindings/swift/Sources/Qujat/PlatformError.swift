import Foundation

extension PlatformException {
  /// What an error of the system's keys and prompts means to the library. For a ``DeviceKey`` of your own; ``SecureEnclaveKey``
  /// does this by itself.
  public init(_ error: any Error) {
    if let known = error as? PlatformException {
      self = known
      return
    }
    let error = error as NSError
    switch (error.domain, error.code) {
    // LAError: userCancel, systemCancel, appCancel. TKError: canceledByUser. errSecUserCanceled.
    case (localAuthentication, -2), (localAuthentication, -4), (localAuthentication, -9), (cryptoTokenKit, -4),
      (osStatus, -128):
      self = .Cancelled
    // LAError: passcodeNotSet, biometryNotAvailable, biometryNotEnrolled, biometryLockout, notInteractive. TKError:
    // objectNotFound, tokenNotFound, authenticationNeeded. errSecItemNotFound, errSecInteractionNotAllowed.
    case (localAuthentication, -8 ... -5), (localAuthentication, -1004), (cryptoTokenKit, -7), (cryptoTokenKit, -6),
      (cryptoTokenKit, -9), (osStatus, -25300), (osStatus, -25308):
      self = .Unavailable
    default:
      self = .Failed
    }
  }
}

// LAErrorDomain, TKErrorDomain and NSOSStatusErrorDomain, which are not everywhere.
private let localAuthentication = "com.apple.LocalAuthentication"
private let cryptoTokenKit = "CryptoTokenKit"
private let osStatus = "NSOSStatusErrorDomain"
