import Foundation
import XCTest

@testable import Qujat

final class AccessTests: XCTestCase {
  private func decided(
    _ viewer: Viewer, _ ground: AccessGround, _ channel: AccessChannel = .inPerson
  ) throws -> AccessDecision {
    let request = AccessRequest(viewer: viewer, ground: ground, channel: channel)
    return try Fixtures.verifier().decide(
      document: Fixtures.card(), request: request, language: .english, now: Fixtures.now)
  }

  func testTheAnswerIsTheRules() throws {
    let own = try decided(.person(iin: Fixtures.iin), .own)
    XCTAssertEqual(own.answer, .allow)
    XCTAssertNil(own.reason)
    XCTAssertFalse(own.clauses.isEmpty)

    let another = try decided(.person(iin: "841123399997"), .own)
    XCTAssertEqual(another.answer, .refuse)
    XCTAssertEqual(another.reason, "not_own")
    XCTAssertFalse(try XCTUnwrap(another.explanation).isEmpty)

    XCTAssertEqual(try decided(.unknown, .own).reason, "not_authenticated")
    XCTAssertEqual(try decided(.person(iin: "841123399997"), .noGround).reason, "no_consent")
  }

  func testByACodeTheServiceDecides() throws {
    let decision = try decided(.person(iin: "841123399997"), .grant)
    XCTAssertEqual(decision.answer, .askService)
    XCTAssertTrue(decision.obligations.contains { $0.kind == .viewOnly && !$0.text.isEmpty })
  }

  func testARecordThatIsNoneOpensNothing() throws {
    let decision = try decided(.person(iin: "841123399997"), .representation(record: Data([0xa0])))
    XCTAssertEqual(decision.answer, .refuse)
    XCTAssertEqual(decision.evidence?.verdict, .invalid)
  }

  func testAMalformedViewerIsThrown() throws {
    XCTAssertEqual(try thrown { try self.decided(.person(iin: "1"), .own) }.code, "iin")
    XCTAssertEqual(
      try thrown { try self.decided(.system(organisation: "1"), .own, .integration) }.code, "bin")
  }
}
