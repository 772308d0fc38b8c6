import Qujat
import SwiftUI

/// A document as its view model says, and nothing decided here.
struct CardView: View {
  let card: ViewModel

  var body: some View {
    VStack(alignment: .leading, spacing: 12) {
      Text(card.title).font(.headline)
      Text(card.issuer).font(.subheadline).foregroundStyle(.secondary)
      HStack { ForEach(Array(card.badges.enumerated()), id: \.offset) { BadgeView(badge: $1) } }
      HStack(alignment: .top, spacing: 16) {
        if let portrait = card.portrait, let image = UIImage(data: portrait.bytes) {
          Image(uiImage: image).resizable().scaledToFit().frame(width: 110)
            .clipShape(RoundedRectangle(cornerRadius: 8))
        }
        sections(besidePortrait: true)
      }
      sections(besidePortrait: false)
      Text(card.validity).font(.footnote)
      if let statement = card.statement { Text("\(statement.text) (\(statement.clause))").font(.footnote) }
      Text(card.shownAt).font(.caption).foregroundStyle(.secondary)
    }
    .padding()
    .background(.background.secondary, in: RoundedRectangle(cornerRadius: 16))
    // The library words the whole for a screen reader.
    .accessibilityElement(children: .ignore)
    .accessibilityLabel(card.accessibility)
  }

  private func sections(besidePortrait: Bool) -> some View {
    VStack(alignment: .leading, spacing: 8) {
      ForEach(card.sections.filter { $0.besidePortrait == besidePortrait }, id: \.id) { section in
        if let title = section.title { Text(title).font(.subheadline.bold()) }
        ForEach(section.rows, id: \.id) { RowView(row: $0) }
      }
    }
  }
}

struct RowView: View {
  let row: ViewRow
  /// What waits for a tap is dots until then.
  @State private var revealed = false

  var body: some View {
    VStack(alignment: .leading, spacing: 2) {
      Text(row.label).font(.caption).foregroundStyle(.secondary)
      switch row.kind {
      case .table(let columns, let lines, _):
        Grid(alignment: .leading) {
          ForEach(Array(([columns] + lines).enumerated()), id: \.offset) { _, cells in
            GridRow { ForEach(Array(cells.enumerated()), id: \.offset) { Text($1).font(.caption) } }
          }
        }
      case .persons(let members, _):
        ForEach(Array(members.enumerated()), id: \.offset) { _, person in
          Text(person.name).bold()
          ForEach(Array(person.lines.enumerated()), id: \.offset) { _, line in
            Text("\(line.label): \(line.value)").font(.caption)
          }
        }
      case .missing: Text("—")
      case .iin, .number, .phone: value.monospacedDigit()
      case .text, .date: value
      }
    }
    .onTapGesture { if row.masked != nil { revealed.toggle() } }
  }

  private var value: Text {
    let shown = revealed ? row.value : row.masked ?? row.value
    return switch row.emphasis {
    case .strong: Text(shown).bold()
    case .normal: Text(shown)
    case .quiet: Text(shown).foregroundStyle(.secondary)
    }
  }
}

struct BadgeView: View {
  let badge: ViewBadge

  var body: some View {
    Text(badge.text).font(.caption).padding(.horizontal, 8).padding(.vertical, 4)
      .background(colour.opacity(0.2), in: Capsule())
  }

  private var colour: Color {
    switch badge.tone {
    case .good: .green
    case .warning: .orange
    case .bad: .red
    case .neutral: .gray
    }
  }
}
