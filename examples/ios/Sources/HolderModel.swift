import Foundation
import Observation
import Qujat

/// The holder's screen without its looks: their card, and the access they open to it.
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

  private func telling(_ body: () async throws -> Void) async {
    trouble = nil
    do {
      try await body()
    } catch {
      trouble = (error as? InputError)?.reason ?? (error as? DeviceError)?.reason ?? "The service cannot be reached."
    }
  }
}
