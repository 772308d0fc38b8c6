import Foundation
import Observation
import Qujat

/// The verifier's screen without its looks: from a code to a document that may be shown, or to a reason.
@MainActor @Observable
final class VerifierModel {
  enum Answer {
    /// A document that was opened to whoever scans, and what they owe for it.
    case document(ViewModel, obligations: [String])
    /// What a printed document's matrix code states, to compare with the paper.
    case seal(SealStatement)
    /// Not to be relied on, and why.
    case refused(String)
  }

  private(set) var isAsking = false
  var answer: Answer?

  /// How much has arrived of a document that is shown without a network.
  private(set) var progress: Float = 0
  /// A challenge for the other phone to scan: then no film of a presentation is taken, only one made for it.
  private(set) var challenge: QrSymbol?
  /// A challenge that this camera saw: the holder's screen answers it.
  var asked: String?

  private let world: World
  private let desk: PresentationReceiver

  init(world: World) throws {
    self.world = world
    desk = try PresentationReceiver(verifier: world.verifier)
  }

  func ask() {
    challenge = try? QrSymbol(text: desk.makeChallenge(random: SystemRandom()), usage: .screen)
    progress = 0
  }

  /// The camera saw a code that is news.
  func saw(_ code: FoundCode) async {
    guard answer == nil, !isAsking else { return }
    isAsking = true
    defer { isAsking = false }
    do {
      answer = try await answer(to: code)
    } catch is Refused {
      answer = .refused("The code opens nothing, or no longer.")
    } catch {
      answer = .refused((error as? InputError)?.reason ?? "The service cannot be reached.")
    }
  }

  /// Nothing as long as more is to come.
  private func answer(to code: FoundCode) async throws -> Answer? {
    guard let text = code.text else { return .refused("This code is of no document.") }
    switch code.kind {
    case .grant:
      return try await followed(text)
    case .seal:
      let verdict = try world.verifier.verifySeal(
        text: text, documentDigest: nil, language: World.language, now: world.time.now())
      return verdict.seal.map(Answer.seal) ?? refusal(verdict.report)
    case .presentationFrame:
      return try collected(text)
    case .challenge:
      asked = text
      return nil
    case .unknown:
      return .refused("This code is of no document.")
    }
  }

  /// One code of a document shown without a network; with the last that was needed, the document.
  private func collected(_ frame: String) throws -> Answer? {
    let now = try world.time.now()
    let step = try desk.take(text: frame, now: now)
    progress = step.progress
    guard let verdict = step.verdict else { return nil }
    (progress, challenge) = (0, nil)
    desk.reset()
    guard let document = verdict.document else {
      return verdict.isCompleteButExpired ? .refused("It is over: have it shown again.") : refusal(verdict.report)
    }
    return .document(
      try document.view(language: World.language, audience: .thirdParty, now: now), obligations: [])
  }

  /// A link is verified before it is followed, and what comes back before it is shown.
  private func followed(_ link: String) async throws -> Answer {
    let verifier = world.verifier
    let grant = try verifier.verifyGrant(link: link, now: world.time.now())
    guard grant.grant != nil else { return refusal(grant.report) }
    let sent = try await world.service.document(for: link)
    try world.time.set(service: sent.time)
    let now = try world.time.now()
    let checked = try verifier.verifyDocument(document: sent.document, expectedSubject: nil, now: now)
    guard let document = checked.document else { return refusal(checked.report) }
    let request = AccessRequest(viewer: .person(iin: world.subject), ground: .grant, channel: .inPerson)
    let decision = try verifier.decide(document: document, request: request, language: World.language, now: now)
    // The service has decided, since it sent the document. The rules of the day may still say no.
    if decision.answer == .refuse { return .refused(decision.explanation ?? "") }
    let view = try document.view(language: World.language, audience: .thirdParty, now: now)
    return .document(view, obligations: decision.obligations.map(\.text))
  }

  private func refusal(_ report: Report) -> Answer {
    .refused(report.decisive.map { "\($0.name): \($0.reason ?? "")" } ?? "\(report.verdict)")
  }
}
