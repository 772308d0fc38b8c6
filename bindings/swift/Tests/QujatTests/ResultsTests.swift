import Foundation
import XCTest

@testable import Qujat

/// Results looked up by number, requisites, and the app's part in linking a phone number.
final class ResultsTests: XCTestCase {
  func testAnAnswerThatDoesNotHoldSaysNothing() throws {
    let lookup = try ResultLookup(number: "049990001", recipient: Fixtures.iin, random: SystemRandom())
    let verdict = try Fixtures.verifier().verifyLookup(
      lookup: lookup, answer: Data(), language: .english, now: Fixtures.now)
    XCTAssertEqual(verdict.answer, .unproven)
    XCTAssertNil(verdict.result)
  }

  func testMissingRequisitesAreNamed() throws {
    let parts = RequisiteParts(number: "049990001", recipient: Fixtures.iin)
    XCTAssertThrowsError(
      try completeRequisites(service: .result, channel: .app, parts: parts, language: .kazakh)
    ) { error in
      XCTAssertEqual((error as? InputError)?.code, "requisites")
    }
    let message = try XCTUnwrap(
      completeRequisites(service: .result, channel: .message, parts: parts, language: .russian))
    XCTAssertEqual(message.shortMessage, "Номер документа: 049990001; ИИН: \(Fixtures.iin)")
    XCTAssertNil(try completeRequisites(service: .informational, channel: .app, parts: parts, language: .kazakh))
  }

  func testAnApplicationIsSignedByTheDevice() throws {
    let form = LinkingApplication(
      number: "58-1", applicant: Fixtures.iin, surname: "Үлгібаева", firstName: "Айгүл", email: "a@example.kz",
      phone: "8 701 234 56 78", channel: .mobileApplication)
    XCTAssertFalse(try signLinkingApplication(application: form, key: BoundKey(), now: Fixtures.now).isEmpty)
    XCTAssertEqual(linkingConsents(language: .russian).count, 2)
    XCTAssertTrue(
      linkingRefusalText(refusal: .wrongPassword(triesLeft: 2), language: .english).hasSuffix("Tries left: 2."))
  }
}
