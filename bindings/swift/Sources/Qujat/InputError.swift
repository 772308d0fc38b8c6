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
