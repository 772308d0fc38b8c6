import Foundation
import Observation
import Qujat

/// The holder's screen without its looks: their card, the access they open to it, and the card shown without a network.
@MainActor @Observable
final class HolderModel {
  /// Access as the screen shows it. It ends by itself: nothing has to close it.
  struct Access {
    let symbol: QrSymbol
    let digits: String
    let ends: Int64
  }

  private(set) var card: ViewModel?
  private(set) var access: Access?
  /// The card on its way to another phone's camera. It ends by itself too.
  private(set) var shown: Presentation?
  /// What to tell, where something did not work.
  private(set) var trouble: String?

  private let world: World
  private let holder: Holder

  init(world: World) throws {
    self.world = world
    holder = try Holder(verifier: world.verifier, subject: world.subject)
  }

  /// Fetches the documents and shows the first.
  func load() async {
    await telling {
      let answer = try await world.service.documents()
      try world.time.set(service: answer.time)
      let now = try world.time.now()
      // Only what verifies and is theirs gets in; of the rest, say why.
      let verdicts = try holder.addAll(bundle: answer.documents, now: now)
      trouble = verdicts.compactMap(\.report.decisive?.reason).first
      card = try holder.list().first?.view(language: World.language, audience: .holder, now: now)
    }
  }

  func openAccess() async {
    await telling {
      let answer = try await world.service.openAccess()
      try world.time.set(service: answer.time)
      let now = try world.time.now()
      let screen = try holder.showAccess(link: answer.link, digits: answer.digits, now: now)
      // No symbol where the link is not true: nobody's screen leads elsewhere.
      guard let symbol = screen.symbol, let digits = screen.digits else {
        trouble = screen.report.decisive?.reason
        return
      }
      access = Access(symbol: symbol, digits: digits, ends: now + Int64(screen.secondsLeft))
    }
  }

  func closeAccess() { access = nil }

  /// Asked anew each second, by the service's clock: the app may have slept meanwhile.
  func secondsLeft(_ access: Access) -> Int64 {
    max(0, access.ends - ((try? world.time.now()) ?? access.ends))
  }

  /// Shows the card without a network. The phone's key signs: off the main actor, since the person may be asked.
  func present(answering challenge: String? = nil) async {
    await telling {
      guard let document = holder.list().first else { return }
      let (holder, key, now) = (holder, world.key, try world.time.now())
      let options = PresentationOptions(answering: challenge)
      shown = try await Task.detached {
        try holder.present(document: document, key: key, options: options, now: now)
      }.value
    }
  }

  func endPresentation() { shown = nil }

  /// What to draw so long after the first; nothing once it is over.
  func symbol(of shown: Presentation, after elapsed: TimeInterval) -> QrSymbol? {
    guard let now = try? world.time.now(), now < shown.expiresAt() else { return nil }
    return try? shown.symbol(index: shown.frameDue(elapsedMilliseconds: UInt64(max(0, elapsed) * 1000)))
  }

  private func telling(_ body: () async throws -> Void) async {
    trouble = nil
    do {
      try await body()
    } catch DeviceError.Cancelled {
      // The person knows.
    } catch {
      trouble = (error as? InputError)?.reason ?? (error as? DeviceError)?.reason ?? "The service cannot be reached."
    }
  }
}
