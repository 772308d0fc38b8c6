import Qujat
import SwiftUI

struct VerifierScreen: View {
  @Bindable var model: VerifierModel
  @State private var camera = Camera()

  var body: some View {
    CameraPreview(camera: camera)
      .ignoresSafeArea(edges: .top)
      .overlay { if model.isAsking { ProgressView().controlSize(.large) } }
      .safeAreaInset(edge: .bottom) { offline }
      .task {
        let isAllowed = await camera.start { code in Task { await model.saw(code) } }
        if !isAllowed { model.answer = .refused("Allow the camera in Settings to scan codes.") }
      }
      .onDisappear { camera.stop() }
      .sheet(isPresented: Binding(get: { model.answer != nil }, set: { if !$0 { done() } })) {
        ScrollView {
          if let answer = model.answer { AnswerView(answer: answer).padding() }
          Button("Done", action: done)
        }
      }
  }

  /// For a document shown without a network: what the other phone may scan first, and how much has arrived.
  private var offline: some View {
    VStack {
      if model.progress > 0 { ProgressView(value: model.progress) }
      if let challenge = model.challenge { CodeView(symbol: challenge).frame(maxHeight: 200) }
      Button("Ask without a network") { model.ask() }
    }
    .padding()
    .background(.regularMaterial)
  }

  /// The same code is news again.
  private func done() {
    model.answer = nil
    camera.forget()
  }
}

struct AnswerView: View {
  let answer: VerifierModel.Answer

  var body: some View {
    VStack(alignment: .leading, spacing: 16) {
      switch answer {
      case .document(let card, let obligations):
        Label("Valid", systemImage: "checkmark.seal.fill").foregroundStyle(.green).font(.title2)
        CardView(card: card)
        ForEach(obligations, id: \.self) { Text($0).font(.footnote) }
      case .seal(let seal):
        Label("Valid", systemImage: "checkmark.seal.fill").foregroundStyle(.green).font(.title2)
        Text("Compare with the paper:")
        ForEach([seal.number, seal.received, seal.recipient, seal.body, seal.official], id: \.self) { Text($0) }
      case .refused(let why):
        Label("Not valid", systemImage: "xmark.seal.fill").foregroundStyle(.red).font(.title2)
        Text(why)
      }
    }
  }
}
