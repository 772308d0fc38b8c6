import Qujat
import SwiftUI

@main
struct SampleApp: App {
  private let world = Result { try Demo.world(folder: Bundle.main.resourceURL!, key: DemoKey()) }

  var body: some Scene {
    WindowGroup {
      switch world.flatMap({ world in Result { (try HolderModel(world: world), VerifierModel(world: world)) } }) {
      case .success((let holder, let verifier)): Tabs(holder: holder, verifier: verifier)
      case .failure(let error): Text(String(describing: error))
      }
    }
  }
}

struct Tabs: View {
  @State var holder: HolderModel
  @State var verifier: VerifierModel
  @State private var tab = 0

  var body: some View {
    TabView(selection: $tab) {
      HolderScreen(model: holder).tabItem { Label("My documents", systemImage: "person.text.rectangle") }.tag(0)
      VerifierScreen(model: verifier).tabItem { Label("Check", systemImage: "qrcode.viewfinder") }.tag(1)
    }
    // The camera saw another phone's challenge: show the card, in answer to it.
    .onChange(of: verifier.asked) { _, challenge in
      guard let challenge else { return }
      (tab, verifier.asked) = (0, nil)
      Task { await holder.present(answering: challenge) }
    }
  }
}
