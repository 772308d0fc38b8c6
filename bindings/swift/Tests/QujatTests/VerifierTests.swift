import Foundation
import XCTest

@testable import Qujat

final class VerifierTests: XCTestCase {
  private func verify(
    _ name: String, subject: String? = nil, now: Int64 = Fixtures.now
  ) throws -> DocumentVerdict {
    try Fixtures.verifier().verifyDocument(
      document: Fixtures.bytes(name), expectedSubject: subject, now: now)
  }

  func testADocumentOfATrustedBodyIsValid() throws {
    let verdict = try verify("identity_card.mdoc", subject: Fixtures.iin)
    XCTAssertEqual(verdict.report.verdict, .valid)
    XCTAssertNil(verdict.report.decisive)
    XCTAssertTrue(verdict.report.checks.contains(CheckResult(name: .subject, outcome: .passed, reason: nil)))
    XCTAssertNotNil(verdict.document)
  }

  func testAChangedLetterIsToldByItsCheckAndNothingIsShown() throws {
    let verdict = try verify("identity_card_changed.mdoc")
    XCTAssertEqual(verdict.report.verdict, .invalid)
    XCTAssertEqual(verdict.report.decisive?.name, .digests)
    XCTAssertEqual(verdict.report.decisive?.outcome, .failed)
    XCTAssertNil(verdict.document)
  }

  func testAnotherPersonsDocumentIsNotValid() throws {
    let verdict = try verify("identity_card.mdoc", subject: "000000000101")
    XCTAssertEqual(verdict.report.decisive?.name, .subject)
    XCTAssertEqual(verdict.report.verdict, .invalid)
  }

  func testAnEndedDocumentIsNotValid() throws {
    XCTAssertEqual(try verify("identity_card.mdoc", now: 2_000_000_000).report.decisive?.name, .validity)
  }

  func testBytesThatAreNoDocumentAreAnsweredNotThrown() throws {
    let verifier = try Fixtures.verifier()
    for bytes in [Data(), Data([1, 2, 3])] {
      let verdict = try verifier.verifyDocument(document: bytes, expectedSubject: nil, now: Fixtures.now)
      XCTAssertEqual(verdict.report.decisive?.name, .structure)
      XCTAssertEqual(verdict.report.verdict, .invalid)
    }
  }

  func testWithoutTrustNothingIsValid() throws {
    let verifier = try Verifier(trust: TrustMaterial(), now: Fixtures.now)
    let verdict = try verifier.verifyDocument(
      document: Fixtures.bytes("identity_card.mdoc"), expectedSubject: nil, now: Fixtures.now)
    XCTAssertNotEqual(verdict.report.verdict, .valid)
    XCTAssertNil(verdict.document)
  }

  func testManyAtOnceComeBackInOrder() throws {
    let documents = [
      try Fixtures.bytes("identity_card.mdoc"), Data([0]), try Fixtures.bytes("driving_licence.mdoc"),
    ]
    let verdicts = try Fixtures.verifier().verifyDocuments(documents: documents, now: Fixtures.now)
    XCTAssertEqual(verdicts.map(\.report.verdict), [.valid, .invalid, .valid])
    XCTAssertEqual(
      verdicts.map { $0.document?.docType() }, ["kz.gov.egov.identity_card.1", nil, "org.iso.18013.5.1.mDL"])
  }

  func testOneVerifierServesManyTasks() async throws {
    let verifier = try Fixtures.verifier()
    let card = try Fixtures.bytes("identity_card.mdoc")
    let verdicts = try await withThrowingTaskGroup(of: Verdict.self) { group in
      for _ in 0..<64 {
        group.addTask {
          try verifier.verifyDocument(document: card, expectedSubject: nil, now: Fixtures.now).report.verdict
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    XCTAssertEqual(verdicts, Array(repeating: .valid, count: 64))
  }

  func testADocumentIsShownInEachLanguage() throws {
    let card = try Fixtures.card()
    let models = try [Language.kazakh, .russian, .english].map {
      try card.view(language: $0, audience: .thirdParty, now: Fixtures.now)
    }
    XCTAssertEqual(Set(models.map(\.title)).count, 3)
    let english = models[2]
    XCTAssertEqual(english.docType, "kz.gov.egov.identity_card.1")
    XCTAssertFalse(english.sections.isEmpty)
    XCTAssertEqual(english.portrait?.mediaType, "image/jpeg")
    XCTAssertTrue(english.accessibility.uppercased().contains("ULGIBAYEVA"))
    XCTAssertEqual(
      try card.view(language: .english, audience: .thirdParty, now: Fixtures.now), english,
      "a view of the same document at the same time is equal")
  }

  func testADocumentIsDrawnAsACard() throws {
    let seal = try QrSymbol(text: Fixtures.text("identity_card.seal"), usage: .print)
    let svg = try Fixtures.card().cardSvg(
      language: .kazakh, audience: .holder, theme: .light, seal: seal, now: Fixtures.now)
    XCTAssertTrue(svg.hasPrefix("<svg"))
    XCTAssertTrue(svg.contains(seal.svgPath()))
  }

  func testADocumentKnowsWhoseItIsAndHowLong() throws {
    let card = try Fixtures.card()
    XCTAssertEqual(card.subject(), Fixtures.iin)
    XCTAssertEqual(card.digest().count, 32)
    XCTAssertEqual(card.digest(), try Fixtures.card().digest())
    XCTAssertTrue(try card.isCurrent(now: card.validFrom()))
    XCTAssertTrue(try card.isCurrent(now: card.validUntil() - 1))
    XCTAssertFalse(try card.isCurrent(now: card.validUntil()))
    XCTAssertEqual(card.issuer(language: .english), "Ministry of Internal Affairs")
  }

  func testASealIsOfItsDocumentAndOfNoOther() throws {
    let verifier = try Fixtures.verifier()
    let seal = try Fixtures.text("identity_card.seal")
    let its = try verifier.verifySeal(
      text: seal, documentDigest: Fixtures.card().digest(), language: .russian, now: Fixtures.now)
    XCTAssertEqual(its.report.verdict, .valid)
    XCTAssertEqual(its.seal?.recipient, Fixtures.iin)
    XCTAssertEqual(its.seal?.body, "МВД РК")
    let other = try verifier.verifySeal(
      text: seal, documentDigest: Data(count: 32), language: .russian, now: Fixtures.now)
    XCTAssertEqual(other.report.decisive?.name, .sealBinding)
    XCTAssertNil(other.seal)
  }

  func testAGrantsLinkIsVerifiedBeforeItIsFollowed() throws {
    let verifier = try Fixtures.verifier()
    let link = try Fixtures.text("grant.link")
    let grant = try XCTUnwrap(verifier.verifyGrant(link: link, now: Fixtures.now).grant)
    XCTAssertEqual(grant.host, "documents.example")
    XCTAssertEqual(grant.docTypes, ["kz.gov.egov.identity_card.1"])
    XCTAssertNotNil(try verifier.verifyGrant(link: link, now: grant.expiresAt - 1).grant)
    XCTAssertNil(try verifier.verifyGrant(link: link, now: grant.expiresAt).grant)
    let elsewhere = link.replacingOccurrences(of: "documents.example", with: "evil.example")
    XCTAssertEqual(
      try verifier.verifyGrant(link: elsewhere, now: Fixtures.now).report.decisive?.name, .issuerEntitled)
  }
}
