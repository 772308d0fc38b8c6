import Foundation
import XCTest

@testable import Qujat

/// A document shown without any network: the holder's phone draws, a desk's camera collects and verifies.
final class PresentationTests: XCTestCase {
  private func holder(_ document: String = "identity_card_of_device.mdoc") throws -> (Holder, VerifiedDocument) {
    let holder = try Holder(verifier: Fixtures.verifier(), subject: Fixtures.iin)
    XCTAssertEqual(try holder.add(document: Fixtures.bytes(document), now: Fixtures.now).verdict, .valid)
    return (holder, try XCTUnwrap(holder.list().first))
  }

  private func present(_ options: PresentationOptions = PresentationOptions()) throws -> Presentation {
    let (holder, card) = try holder()
    return try holder.present(document: card, key: BoundKey(), options: options, now: Fixtures.now)
  }

  private func desk(_ organisation: String? = nil) throws -> PresentationReceiver {
    try PresentationReceiver(verifier: Fixtures.verifier(), organisation: organisation)
  }

  /// Backwards from a late one, and every third is missed.
  private func show(
    _ shown: Presentation, _ desk: PresentationReceiver, at now: Int64, expecting subject: String? = nil
  ) throws -> PresentationVerdict {
    var before: Float = 0
    for index in (0..<shown.framesNeeded() * 3).reversed() where index % 3 != 1 {
      let text = shown.frameText(index: index)
      let step = try desk.take(text: text, now: now, expectedSubject: subject)
      XCTAssertGreaterThanOrEqual(step.progress, before, "frame \(index)")
      before = step.progress
      XCTAssertFalse(try desk.take(text: text, now: now, expectedSubject: subject).isNew, "seen twice")
      if let verdict = step.verdict { return verdict }
    }
    return try XCTUnwrap(nil, "nothing arrived")
  }

  func testADocumentCrossesWithoutANetwork() throws {
    let desk = try desk("970240999995")
    let elements = ["iin", "portrait"].map { ElementName(nameSpace: "kz.gov.egov.identity_card.1", identifier: $0) }
    let asked = try desk.makeChallenge(random: SystemRandom())
    let shown = try present(PresentationOptions(elements: elements, answering: asked))
    XCTAssertEqual(shown.organisation(), "970240999995", "as the challenge says")
    XCTAssertEqual(shown.expiresAt(), Fixtures.now + 120)
    XCTAssertEqual(shown.framesPerSecond(), 10)
    XCTAssertEqual(shown.frameDue(elapsedMilliseconds: 1_999), 19)
    XCTAssertGreaterThan(shown.framesNeeded(), 1)

    let verdict = try show(shown, desk, at: Fixtures.now)
    XCTAssertEqual(verdict.report.verdict, .valid)
    let document = try XCTUnwrap(verdict.document)
    XCTAssertEqual(document.subject(), Fixtures.iin)
    let view = try document.view(language: .english, audience: .thirdParty, now: Fixtures.now)
    XCTAssertNotNil(view.portrait)
    XCTAssertFalse(view.accessibility.contains("Ulgibayeva"), "the name was not chosen")

    // The challenge was answered: a film of the answer answers the next one not.
    _ = try desk.makeChallenge(random: SystemRandom())
    let film = try show(shown, desk, at: Fixtures.now)
    XCTAssertNil(film.document)
    XCTAssertEqual(film.report.decisive?.name, .challenge)
  }

  func testWhatACameraSeesIsWhatTheOtherPhoneDrew() throws {
    let shown = try present()
    for index: UInt32 in [0, 7, 100_000] {
      let codes = try CodeScanner().scanPicture(file: shown.symbol(index: index).png(scale: 4))
      XCTAssertEqual(codes.map(\.kind), [.presentationFrame])
      XCTAssertEqual(codes.map(\.text), [shown.frameText(index: index)])
      XCTAssertLessThanOrEqual(try XCTUnwrap(codes.first).version, 22)
    }
  }

  func testLateAndAgainAreToldApart() throws {
    let shown = try present()
    let late = try show(shown, desk(), at: shown.expiresAt())
    XCTAssertTrue(late.isCompleteButExpired)
    XCTAssertNil(late.document)
    XCTAssertEqual(late.report.decisive?.name, .freshness)
    XCTAssertEqual(late.expiresAt, shown.expiresAt())

    let desk = try desk()
    XCTAssertNotNil(try show(shown, desk, at: shown.expiresAt() - 1).document)
    desk.reset()
    let again = try show(shown, desk, at: shown.expiresAt() - 1)
    XCTAssertEqual(again.report.decisive?.name, .replay)
    XCTAssertFalse(again.isCompleteButExpired)
  }

  func testWhatIsForAnotherOrOfAnotherIsRefused() throws {
    let shown = try present(PresentationOptions(organisation: "970240999995"))
    let elsewhere = try show(shown, desk("000740000728"), at: Fixtures.now)
    XCTAssertEqual(elsewhere.report.decisive?.name, .audience)
    let another = try show(shown, desk("970240999995"), at: Fixtures.now, expecting: "841123399997")
    XCTAssertEqual(another.report.decisive?.name, .subject)
  }

  func testOtherCodesDoNoHarm() throws {
    let desk = try desk()
    for text in ["https://example.kz/", "QP1:", "QP1:0000", ""] {
      let step = try desk.take(text: text, now: Fixtures.now)
      XCTAssertTrue(!step.isNew && step.progress == 0 && step.verdict == nil, text)
    }
    XCTAssertEqual(desk.progress(), 0)
  }

  func testAPersonWhoCancelsShowsNothingAndMayTryAgain() throws {
    let (holder, card) = try holder()
    func present(_ key: any DeviceKey) throws -> Presentation {
      try holder.present(document: card, key: key, options: PresentationOptions(), now: Fixtures.now)
    }
    XCTAssertEqual(try thrown(DeviceError.self) { try present(BoundKey(instead: .Cancelled)) }.code, "cancelled")
    let gone = try thrown(DeviceError.self) { try present(BoundKey(instead: .Unavailable)) }
    XCTAssertEqual(gone.code, "key_unavailable")
    XCTAssertNoThrow(try present(BoundKey()))
  }

  func testWhatCannotBeShownSaysWhy() throws {
    func code(
      _ document: String = "identity_card_of_device.mdoc", _ options: PresentationOptions = PresentationOptions(),
      now: Int64 = Fixtures.now
    ) throws -> String {
      let (holder, card) = try holder(document)
      return try thrown(DeviceError.self) {
        try holder.present(document: card, key: BoundKey(), options: options, now: now)
      }.code
    }
    XCTAssertEqual(try code("identity_card.mdoc"), "not_bound")
    for (wanted, options) in [
      ("challenge", PresentationOptions(answering: "QC1:0")), ("presentation", PresentationOptions(seconds: 29)),
      ("symbol", PresentationOptions(symbolVersion: 300)),
      ("document", PresentationOptions(elements: [ElementName(nameSpace: "n", identifier: "e")])),
      ("bin", PresentationOptions(organisation: "970240999994")),
    ] {
      XCTAssertEqual(try code("identity_card_of_device.mdoc", options), wanted)
    }
    XCTAssertEqual(try code(now: .max), "time")
  }
}

/// The key that `identity_card_of_device.mdoc` is bound to.
final class BoundKey: DeviceKey {
  private let key: TestKey
  private let instead: PlatformError?

  init(instead: PlatformError? = nil) throws {
    key = try TestKey()
    self.instead = instead
  }

  func publicKey() throws -> Data { try key.publicKey() }

  func sign(message: Data) throws -> Data {
    if let instead { throw instead }
    return try key.sign(message: message)
  }
}
