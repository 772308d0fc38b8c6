import Foundation
import XCTest

@testable import Qujat

/// The models of the sample app, `examples/ios`, run without their screens.
final class SampleTests: XCTestCase {
  @MainActor private static func seen(_ symbol: QrSymbol) throws -> FoundCode {
    let side = Int(symbol.size()) * 4
    let codes = try symbol.luma(scale: 4).withUnsafeBytes { pixels in
      try CodeScanner().scan(LumaFrame(pixels, width: side, height: side))
    }
    return try XCTUnwrap(codes.first)
  }

  @MainActor private static func answer(to text: String) async throws -> VerifierModel.Answer? {
    let verifier = try VerifierModel(world: Demo.world(folder: Fixtures.folder(), key: BoundKey()))
    await verifier.saw(try seen(QrSymbol(text: text, usage: .screen)))
    return verifier.answer
  }

  func testWhatTheHolderOpensTheVerifierSees() async throws {
    try await Task { @MainActor in
      let holder = try HolderModel(world: Demo.world(folder: Fixtures.folder(), key: BoundKey()))
      await holder.load()
      XCTAssertNil(holder.trouble)
      XCTAssertNotNil(holder.card)
      XCTAssertNil(holder.access)

      await holder.openAccess()
      let access = try XCTUnwrap(holder.access)
      XCTAssertTrue((178...180).contains(holder.secondsLeft(access)))
      XCTAssertEqual(access.digits.count, 7)

      let verifier = try VerifierModel(world: Demo.world(folder: Fixtures.folder(), key: BoundKey()))
      await verifier.saw(try Self.seen(access.symbol))
      guard case .document(let card, let obligations) = verifier.answer else {
        return XCTFail("\(String(describing: verifier.answer))")
      }
      XCTAssertEqual(card.docType, holder.card?.docType)
      XCTAssertFalse(obligations.isEmpty)

      holder.closeAccess()
      XCTAssertNil(holder.access)
    }.value
  }

  func testWhatTheHolderShowsWithoutANetworkTheVerifierSees() async throws {
    try await Task { @MainActor in
      let holder = try HolderModel(world: Demo.world(folder: Fixtures.folder(), key: BoundKey()))
      let verifier = try VerifierModel(world: Demo.world(folder: Fixtures.folder(), key: BoundKey()))
      await holder.load()
      // The verifier's challenge, which the other phone's own camera sees.
      verifier.ask()
      let other = try VerifierModel(world: Demo.world(folder: Fixtures.folder(), key: BoundKey()))
      await other.saw(try Self.seen(XCTUnwrap(verifier.challenge)))
      await holder.present(answering: try XCTUnwrap(other.asked))
      XCTAssertNil(holder.trouble)
      let shown = try XCTUnwrap(holder.shown)
      for step in 0..<400 where verifier.answer == nil {
        let symbol = try XCTUnwrap(holder.symbol(of: shown, after: Double(step) * 0.3))
        await verifier.saw(try Self.seen(symbol))
      }
      guard case .document(let card, _) = verifier.answer else {
        return XCTFail("\(String(describing: verifier.answer))")
      }
      XCTAssertEqual(card.docType, holder.card?.docType)
      XCTAssertNil(verifier.challenge)
      holder.endPresentation()
      XCTAssertNil(holder.shown)
    }.value
  }

  func testAPersonWhoCancelsIsToldNothing() async throws {
    try await Task { @MainActor in
      let holder = try HolderModel(
        world: Demo.world(folder: Fixtures.folder(), key: BoundKey(instead: .Cancelled)))
      await holder.load()
      await holder.present()
      XCTAssertNil(holder.shown)
      XCTAssertNil(holder.trouble)
    }.value
  }

  func testALinkThatLeadsElsewhereIsNotFollowed() async throws {
    try await Task { @MainActor in
      let link = try Fixtures.text("grant.link").replacingOccurrences(of: "documents.example", with: "evil.example")
      guard case .refused(let why) = try await Self.answer(to: link) else { return XCTFail("followed") }
      XCTAssertTrue(why.contains("issuerEntitled"), why)
    }.value
  }

  func testASealIsRead() async throws {
    try await Task { @MainActor in
      guard case .seal(let seal) = try await Self.answer(to: Fixtures.text("identity_card.seal")) else {
        return XCTFail("no seal")
      }
      XCTAssertEqual(seal.recipient, Fixtures.iin)
    }.value
  }

  func testAnyOtherCodeIsRefused() async throws {
    try await Task { @MainActor in
      guard case .refused = try await Self.answer(to: "https://example.com") else { return XCTFail("taken") }
    }.value
  }

  func testAnAnswerStaysUntilItIsClosed() async throws {
    try await Task { @MainActor in
      let verifier = try VerifierModel(world: Demo.world(folder: Fixtures.folder(), key: BoundKey()))
      await verifier.saw(try Self.seen(QrSymbol(text: "one", usage: .screen)))
      await verifier.saw(try Self.seen(QrSymbol(text: Fixtures.text("identity_card.seal"), usage: .screen)))
      guard case .refused = verifier.answer else { return XCTFail("the first was pushed away") }
    }.value
  }
}
