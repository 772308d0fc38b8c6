import Foundation
import Qujat

/// A service without a server: documents of invented people, from bindings/fixtures. They were signed at one moment, and so
/// was the grant, which is good for 180 seconds: the service's clock is set back to that moment whenever it answers.
struct Demo: DocumentService {
  let folder: URL

  static let subject = "860314499992"
  /// 2026-01-10, 09:00 in Astana.
  static let moment: Int64 = 1_768_017_600

  /// Everything the app needs, from the files in its bundle.
  static func world(folder: URL, key: any DeviceKey) throws -> World {
    let demo = Demo(folder: folder)
    let trust = TrustMaterial(
      signers: [try demo.bytes("publisher.cose_key")], lists: [try demo.bytes("issuers.trust_list")])
    let time = ServiceTime(clock: SystemClock())
    try time.set(service: moment)
    return World(
      subject: subject, verifier: try Verifier(trust: trust, now: time.now()), time: time, key: key, service: demo)
  }

  func documents() throws -> (documents: [Data], time: Int64) {
    ([try bytes("identity_card_of_device.mdoc")], Self.moment)
  }

  func openAccess() throws -> (link: String, digits: String, time: Int64) {
    (try text("grant.link"), try text("grant.digits"), Self.moment)
  }

  func document(for link: String) throws -> (document: Data, time: Int64) {
    guard link == (try text("grant.link")) else { throw Refused() }
    return (try bytes("identity_card_of_device.mdoc"), Self.moment)
  }

  private func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: folder.appendingPathComponent(name))
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }
}
