import Foundation
import Qujat
import XCTest

/// What docs/swift.md shows, as it stands there.
final class DocumentedTests: XCTestCase {
  private var seen: [String] = []
  private func askTheService(_ text: String = "") { seen.append("service") }
  private func verifySeal(_ text: String) { seen.append("seal") }
  private func collect(_ text: String) { seen.append("frame") }
  private func present(answering text: String) { seen.append("challenge") }
  private func tell(_ text: String) { seen.append(text) }
  private func show(_ document: VerifiedDocument) throws { seen.append(document.docType()) }

  func testAFrameOfBytesIsScanned() throws {
    let scanner = CodeScanner()
    let pixels = [UInt8](repeating: 255, count: 1280 * 720)
    let codes = try pixels.withUnsafeBytes { bytes in
      try scanner.scan(LumaFrame(bytes, width: 1280, height: 720))
    }
    XCTAssertEqual(codes, [])
  }

  func testAKindOfCodeHasItsPath() throws {
    func show(_ code: FoundCode) {
      switch code.kind {
      case .grant: askTheService(code.text!)
      case .seal: verifySeal(code.text!)
      case .presentationFrame: collect(code.text!)
      case .challenge: present(answering: code.text!)
      case .unknown: break
      }
    }
    for name in ["identity_card.seal", "grant.link"] {
      let png = try QrSymbol(text: Fixtures.text(name), usage: .screen).png(scale: 4)
      try CodeScanner().scanPicture(file: png).forEach(show)
    }
    XCTAssertEqual(seen, ["seal", "service"])
  }

  func testTheServicesTimeIsKept() throws {
    let answer = (time: Fixtures.now, 0)
    let time = ServiceTime(clock: SystemClock())
    try time.set(service: answer.time)
    let now = try time.now()
    XCTAssertTrue((0...1).contains(now - Fixtures.now))
  }

  func testADocumentCrossesFromScreenToCamera() throws {
    let (verifier, time) = (try Fixtures.verifier(), ServiceTime(clock: SystemClock()))
    try time.set(service: Fixtures.now)
    let desk = try PresentationReceiver(verifier: verifier)
    let holder = try Holder(verifier: verifier, subject: Fixtures.iin)
    _ = try holder.add(document: Fixtures.bytes("identity_card_of_device.mdoc"), now: time.now())
    let (document, key) = (try XCTUnwrap(holder.list().first), try BoundKey())
    let challenge: String? = try desk.makeChallenge(random: SystemRandom())
    func showProgress(_ progress: Float) {}

    let options = PresentationOptions(answering: challenge)
    let shown = try holder.present(document: document, key: key, options: options, now: time.now())

    func symbol(of shown: Presentation, after elapsed: TimeInterval) throws -> QrSymbol {
      try shown.symbol(index: shown.frameDue(elapsedMilliseconds: UInt64(elapsed * 1000)))
    }

    func collect(_ frame: String) throws {
      let step = try desk.take(text: frame, now: time.now())
      showProgress(step.progress)
      guard let verdict = step.verdict else { return }
      if let document = verdict.document {
        try show(document)
      } else {
        tell(verdict.isCompleteButExpired ? "Show it again" : "\(verdict.report)")
      }
    }

    // A camera that sees a symbol every 0.3 seconds.
    for step in 0..<400 where seen.isEmpty {
      let code = try CodeScanner().scanPicture(file: symbol(of: shown, after: Double(step) * 0.3).png(scale: 4))
      try collect(XCTUnwrap(code.first?.text))
    }
    XCTAssertEqual(seen, [document.docType()])
  }

  func testTheRulesAreAsked() throws {
    let (verifier, document) = (try Fixtures.verifier(), try Fixtures.card())
    let now = Fixtures.now
    for user in [Fixtures.iin, "841123399997"] {
      let request = AccessRequest(viewer: .person(iin: user), ground: .own, channel: .inPerson)
      let decision = try verifier.decide(document: document, request: request, language: .kazakh, now: now)
      switch decision.answer {
      case .allow: try show(document)
      case .refuse: tell(decision.explanation!)
      case .askService: askTheService()
      }
    }
    XCTAssertEqual(seen.count, 2)
    XCTAssertEqual(seen[0], document.docType())
  }

  func testAResultIsLookedUp() throws {
    let (verifier, now) = (try Fixtures.verifier(), Fixtures.now)
    let (number, recipient) = ("049990001", Fixtures.iin)
    func askThePortal(_ request: Data) -> Data { request }
    let lookup = try ResultLookup(number: number, recipient: recipient, random: SystemRandom())
    let verdict = try verifier.verifyLookup(
      lookup: lookup, answer: askThePortal(lookup.request()), language: .kazakh, now: now)
    tell(verdict.explanation)
    if let result = verdict.result { tell("\(result.service): \(result.seal.official)") }
    XCTAssertEqual(seen, ["Тексеру жауабының түпнұсқалығы расталмады: оған сенуге болмайды."])
  }
}
