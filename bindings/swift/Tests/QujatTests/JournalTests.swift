import Foundation
import XCTest

@testable import Qujat

final class JournalTests: XCTestCase {
  private func checked(_ marks: [String]) throws -> JournalVerdict {
    let trust = TrustMaterial(
      signers: [try Fixtures.bytes("publisher.cose_key")],
      lists: [try Fixtures.bytes("issuers.trust_list"), try Fixtures.bytes("organisations.trust_list")])
    let verifier = try Verifier(trust: trust, now: Fixtures.now)
    return try verifier.verifyJournal(
      owner: Fixtures.iin, marks: marks.map { try Fixtures.bytes($0) },
      checkpoint: Fixtures.bytes("mother.checkpoint"), language: .russian, now: Fixtures.now)
  }

  func testAWholeJournalIsShown() throws {
    let verdict = try checked(["mother_1.mark", "mother_2.mark"])
    XCTAssertNil(verdict.fault)
    let journal = try XCTUnwrap(verdict.journal)
    XCTAssertEqual(journal.marks(language: .english).map(\.number), [1, 2])
    XCTAssertTrue(try journal.hasPair(number: 1, other: Fixtures.bytes("child_1.mark")))
    XCTAssertFalse(try journal.hasPair(number: 2, other: Fixtures.bytes("child_1.mark")))
  }

  func testAShortenedJournalIsNone() throws {
    let verdict = try checked(["mother_1.mark"])
    XCTAssertNil(verdict.journal)
    XCTAssertEqual(verdict.explanation, "Журнал просмотров неполон или был изменён.")
  }
}
