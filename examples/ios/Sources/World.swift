import Foundation
import Qujat

/// What the app brings to the library: whom it trusts, whose documents these are, the time, its key, and its service.
struct World: Sendable {
  let subject: String
  let verifier: Verifier
  let time: ServiceTime
  /// The phone's, which documents are bound to: a `SecureEnclaveKey`, but in the demo.
  let key: any DeviceKey
  let service: any DocumentService

  /// The one of the library's languages that the phone is set to.
  static var language: Language {
    switch Locale.preferredLanguages.first?.prefix(2) {
    case "kk": .kazakh
    case "ru": .russian
    default: .english
    }
  }
}

/// The service behind the app. Yours asks a server, whose answers carry its time.
protocol DocumentService: Sendable {
  /// The documents of whoever uses the app, as they were signed.
  func documents() async throws -> (documents: [Data], time: Int64)
  /// "Open access": the link and the six digits of one grant.
  func openAccess() async throws -> (link: String, digits: String, time: Int64)
  /// The document a grant opens, for the one view it is good for; the view is marked in both cabinets by then.
  func document(for link: String) async throws -> (document: Data, time: Int64)
}

/// The service refused and says no more: used, revoked, past and unknown look alike.
struct Refused: Error {}
