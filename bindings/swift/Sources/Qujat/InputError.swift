import Foundation

/// What came from outside is not what was asked for: see ``InputException``, whose name this is among Swift's errors.
public typealias InputError = InputException

extension InputException {
  /// A stable word for what is wrong, made for a switch and for translations: `iin`, `link`, `picture`.
  public var code: String { fields.code }

  /// What came and what was wanted, in English, for developers and logs. Holds no personal data.
  public var reason: String { fields.reason }

  private var fields: (code: String, reason: String) {
    switch self {
    case .Malformed(let code, let reason), .Trust(let code, let reason), .Picture(let code, let reason),
      .Form(let code, let reason), .Symbol(let code, let reason):
      (code, reason)
    }
  }
}

/// The device did not do its part: see ``DeviceException``, whose name this is among Swift's errors.
public typealias DeviceError = DeviceException

/// What a ``DeviceKey``, a ``RandomSource`` and a ``Clock`` throw: see ``PlatformException``, whose name this is among Swift's
/// errors.
public typealias PlatformError = PlatformException

extension DeviceException {
  /// A stable word for what went wrong, made for a switch and for translations: `cancelled`, `key_unavailable`, `random`.
  public var code: String { fields.code }

  /// What was not done, in English, for developers and logs. Holds no personal data.
  public var reason: String { fields.reason }

  private var fields: (code: String, reason: String) {
    switch self {
    case .Cancelled(let code, let reason), .Unavailable(let code, let reason), .Failed(let code, let reason),
      .Input(let code, let reason):
      (code, reason)
    }
  }
}
