import Foundation
import XCTest

@testable import Qujat

final class HolderTests: XCTestCase {
  private func holder(_ subject: String = Fixtures.iin) throws -> Holder {
    try Holder(verifier: Fixtures.verifier(), subject: subject)
  }

  func testOnlyValidDocumentsOfTheSubjectGetInEachOnce() throws {
    let holder = try holder()
    let card = try Fixtures.bytes("identity_card.mdoc")
    XCTAssertEqual(try holder.add(document: card, now: Fixtures.now).verdict, .valid)
    let licence = try Fixtures.bytes("driving_licence.mdoc")
    XCTAssertEqual(try holder.add(document: licence, now: Fixtures.now).verdict, .valid)
    XCTAssertEqual(try holder.add(document: card, now: Fixtures.now).verdict, .valid)
    let changed = try Fixtures.bytes("identity_card_changed.mdoc")
    XCTAssertEqual(try holder.add(document: changed, now: Fixtures.now).verdict, .invalid)
    XCTAssertEqual(
      holder.list().map { $0.docType() }.sorted(), ["kz.gov.egov.identity_card.1", "org.iso.18013.5.1.mDL"])

    let another = try self.holder("000000000101")
    XCTAssertEqual(try another.add(document: card, now: Fixtures.now).decisive?.name, .subject)
    XCTAssertTrue(another.list().isEmpty)
  }

  func testOpenAccessIsACodeDigitsAndACountdown() throws {
    let holder = try holder()
    let link = try Fixtures.text("grant.link")
    let digits = try Fixtures.text("grant.digits")
    let screen = try holder.showAccess(link: link, digits: digits, now: Fixtures.now)
    XCTAssertEqual(screen.secondsLeft, 180)
    XCTAssertEqual(screen.digits?.replacingOccurrences(of: " ", with: ""), digits)
    let symbol = try XCTUnwrap(screen.symbol)
    let side = Int(symbol.size()) * 4
    let seen = try symbol.luma(scale: 4).withUnsafeBytes { pixels in
      try Scanner().scan(LumaFrame(pixels, width: side, height: side))
    }
    XCTAssertEqual(seen.map(\.text), [link])
    XCTAssertEqual(seen.map(\.kind), [.grant])

    let ended = try holder.showAccess(link: link, digits: digits, now: Fixtures.now + 180)
    XCTAssertEqual(ended.secondsLeft, 0)
    XCTAssertNil(ended.symbol)
    XCTAssertNil(ended.digits)
  }

  func testAChildsDocumentIsThereWhileTheAnswerIsFresh() throws {
    let holder = try holder()
    let certificate = try Fixtures.bytes("birth_certificate.mdoc")
    let before = try holder.addChild(document: certificate, language: .russian, now: Fixtures.now)
    XCTAssertEqual(before.decision?.reason, "not_representative")
    XCTAssertNil(before.document)
    let answer = try Fixtures.bytes("mother.representation")
    XCTAssertEqual(try holder.represent(record: answer, now: Fixtures.now).verdict, .valid)
    let child = try XCTUnwrap(
      holder.addChild(document: certificate, language: .russian, now: Fixtures.now).document)
    XCTAssertTrue(holder.list().isEmpty)
    XCTAssertEqual(try holder.children(now: Fixtures.now).map { $0.digest() }, [child.digest()])
    XCTAssertTrue(try holder.children(now: Fixtures.now + 86_401).isEmpty)
    XCTAssertTrue(holder.remove(document: child))
    XCTAssertFalse(holder.remove(document: child))
    XCTAssertTrue(try holder.children(now: Fixtures.now).isEmpty)
  }

  func testABundleIsTakenEachDocumentForItself() throws {
    let holder = try holder()
    let names = ["identity_card.mdoc", "identity_card_changed.mdoc", "driving_licence.mdoc"]
    let verdicts = try holder.addAll(bundle: names.map(Fixtures.bytes), now: Fixtures.now)
    XCTAssertEqual(verdicts.map(\.report.verdict), [.valid, .invalid, .valid])
    XCTAssertEqual(holder.list().count, 2)
  }
}
