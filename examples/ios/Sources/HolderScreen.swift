import Qujat
import SwiftUI

struct HolderScreen: View {
  let model: HolderModel
  @Environment(\.scenePhase) private var phase

  var body: some View {
    ScrollView {
      VStack(spacing: 16) {
        if let card = model.card {
          // The picture that the system keeps of an app it puts aside shows no document.
          CardView(card: card).opacity(phase == .active ? 1 : 0)
          Button("Open access") { Task { await model.openAccess() } }.buttonStyle(.borderedProminent)
          Button("Show without a network") { Task { await model.present() } }
        }
        if let trouble = model.trouble { Text(trouble).foregroundStyle(.red) }
      }
      .padding()
    }
    .task { await model.load() }
    .sheet(isPresented: Binding(get: { model.access != nil }, set: { if !$0 { model.closeAccess() } })) {
      if let access = model.access { AccessSheet(model: model, access: access) }
    }
    .sheet(isPresented: Binding(get: { model.shown != nil }, set: { if !$0 { model.endPresentation() } })) {
      if let shown = model.shown { PresentationSheet(model: model, shown: shown) }
    }
  }
}

/// Both doors of one grant and the time they stay open.
struct AccessSheet: View {
  let model: HolderModel
  let access: HolderModel.Access

  var body: some View {
    TimelineView(.periodic(from: .now, by: 1)) { _ in
      let left = model.secondsLeft(access)
      VStack(spacing: 24) {
        if left > 0 {
          CodeView(symbol: access.symbol)
          Text(access.digits).font(.system(.largeTitle, design: .monospaced))
          Text(Duration.seconds(left).formatted(.time(pattern: .minuteSecond))).monospacedDigit()
        } else {
          Text("Access has ended")
        }
        Button("Close") { model.closeAccess() }
      }
      .padding()
    }
    .background(BrightScreen())
  }
}

/// One code after another: the other camera may miss any.
struct PresentationSheet: View {
  let model: HolderModel
  let shown: Presentation
  @State private var start = Date()

  var body: some View {
    TimelineView(.animation(minimumInterval: 0.05)) { context in
      VStack(spacing: 24) {
        if let symbol = model.symbol(of: shown, after: context.date.timeIntervalSince(start)) {
          CodeView(symbol: symbol)
          Text("Hold it before the other phone's camera")
        } else {
          Text("It is over")
        }
        Button("Close") { model.endPresentation() }
      }
      .padding()
    }
    .background(BrightScreen())
  }
}

/// Modules of whole pixels, never smoothed: cameras want edges.
struct CodeView: View {
  let symbol: QrSymbol

  var body: some View {
    if let png = try? symbol.png(scale: 8), let image = UIImage(data: png) {
      Image(uiImage: image).interpolation(.none).resizable().scaledToFit()
        .accessibilityLabel("Code for another phone's camera")
    }
  }
}

/// Full brightness, and a screen that stays on, while this is shown and the app is in front.
struct BrightScreen: View {
  @Environment(\.scenePhase) private var phase
  @State private var before: CGFloat?

  var body: some View {
    Color.clear
      .onAppear(perform: brighten)
      .onDisappear(perform: restore)
      .onChange(of: phase) { _, phase in if phase == .active { brighten() } else { restore() } }
  }

  private func brighten() {
    guard before == nil else { return }
    before = UIScreen.main.brightness
    UIScreen.main.brightness = 1
    UIApplication.shared.isIdleTimerDisabled = true
  }

  private func restore() {
    guard let before else { return }
    UIScreen.main.brightness = before
    UIApplication.shared.isIdleTimerDisabled = false
    self.before = nil
  }
}
