import Qujat
import SwiftUI

@main
struct SampleApp: App {
  private let world = Result { try Demo.world(folder: Bundle.main.resourceURL!) }

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

  var body: some View {
    TabView {
      HolderScreen(model: holder).tabItem { Label("My documents", systemImage: "person.text.rectangle") }
      VerifierScreen(model: verifier).tabItem { Label("Check", systemImage: "qrcode.viewfinder") }
    }
  }
}
