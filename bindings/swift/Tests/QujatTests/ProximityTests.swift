import Foundation
import XCTest

@testable import Qujat

/// A document shown face to face (ISO/IEC 18013-5): both roles, talking.
final class ProximityTests: XCTestCase {
  private let space = "kz.gov.egov.identity_card.1"
  private let methods = ProximityMethods(ble: BleMethod(centralUuid: Data(repeating: 7, count: 16)))

  private func meet() throws -> (ProximityHolder, ProximityReader) {
    let holder = try ProximityHolder(methods: methods, random: SystemRandom())
    let reader = try ProximityReader(
      verifier: Fixtures.verifier(), engagementText: holder.engagementText(), random: SystemRandom())
    return (holder, reader)
  }

  private func request(_ docType: String, _ identifiers: String...) -> ProximityRequest {
    ProximityRequest(
      docType: docType,
      elements: identifiers.map { ElementAsked(nameSpace: space, identifier: $0, willBeKept: $0 == "iin") })
  }

  private func shown(_ identifiers: String...) throws -> [ProximityShown] {
    let document = try Fixtures.verifier().verifyDocument(
      document: Fixtures.bytes("identity_card_of_device.mdoc"), expectedSubject: nil, now: Fixtures.now
    ).document
    return [
      ProximityShown(
        document: try XCTUnwrap(document),
        elements: identifiers.map { ElementName(nameSpace: space, identifier: $0) })
    ]
  }

  func testADocumentIsAskedForAndShown() throws {
    let (holder, reader) = try meet()
    XCTAssertEqual(reader.methods(), methods)
    XCTAssertEqual(reader.bleIdent(), holder.bleIdent())

    let message = try reader.ask(documents: [request(space, "iin", "portrait")])
    let seen = try holder.receive(message: message, now: Fixtures.now)
    let asked = try XCTUnwrap(seen.documents.first)
    XCTAssertEqual(asked.elements, request(space, "iin", "portrait").elements)
    XCTAssertEqual(asked.reader.level, .anonymous)

    // The person cancels, thinks again, and shows one of the two.
    let cancelled = try thrown(DeviceError.self) {
      try holder.answer(shown: shown("iin"), key: BoundKey(instead: .Cancelled), andEnd: false)
    }
    XCTAssertEqual(cancelled.code, "cancelled")
    let more = try thrown(DeviceError.self) {
      try holder.answer(shown: shown("family_name"), key: BoundKey(), andEnd: false)
    }
    XCTAssertEqual(more.code, "not_asked")
    let answer = try holder.answer(shown: shown("iin"), key: BoundKey(), andEnd: false)
    let taken = try reader.receive(message: answer, now: Fixtures.now, expectedSubject: Fixtures.iin)
    let verdict = try XCTUnwrap(taken.documents.first)
    XCTAssertEqual(verdict.report.verdict, .valid)
    XCTAssertEqual(verdict.document?.subject(), Fixtures.iin)

    // Asked again in the same session, for what the holder does not show.
    let again = try reader.ask(documents: [request("org.iso.18013.5.1.mDL", "iin")])
    XCTAssertFalse(try holder.receive(message: again, now: Fixtures.now).isOver)
    let nothing = try reader.receive(
      message: holder.answer(shown: [], key: BoundKey(), andEnd: true), now: Fixtures.now)
    XCTAssertTrue(nothing.documents.isEmpty && nothing.isOver)
    XCTAssertEqual(nothing.declined, ["org.iso.18013.5.1.mDL"])
  }

  func testWhatIsNotOfTheSessionEndsIt() throws {
    let (holder, reader) = try meet()
    let seen = try holder.receive(message: Data("noise".utf8), now: Fixtures.now)
    XCTAssertTrue(seen.isOver && seen.documents.isEmpty)
    XCTAssertNotNil(seen.problem)
    XCTAssertEqual(
      try thrown { try holder.receive(message: Data(), now: Fixtures.now) }.code, "turn")
    XCTAssertTrue(try reader.receive(message: holder.end(), now: Fixtures.now).isOver)
    let none = try thrown(DeviceError.self) {
      try ProximityReader(
        verifier: Fixtures.verifier(), engagementText: "https://example.kz/", random: SystemRandom())
    }
    XCTAssertEqual(none.code, "session")
  }
}
