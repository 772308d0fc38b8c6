import Foundation
import XCTest

@testable import Qujat

final class LumaFrameTests: XCTestCase {
  private static let text = "құжат 123"

  /// A frame of a code, its rows longer than their pixels, inside memory that must not be read.
  private struct Sample {
    let memory: [UInt8]
    let side: Int
    let rowStride: Int
    static let before = 13

    init(text: String = LumaFrameTests.text, padding: Int = 0) throws {
      let symbol = try QrSymbol(text: text, usage: .screen)
      let pixels = try symbol.luma(scale: 4)
      side = Int(symbol.size()) * 4
      rowStride = side + padding
      var memory = [UInt8](repeating: 0x5a, count: Self.before)
      for row in 0..<side {
        memory += pixels[(row * side)..<((row + 1) * side)]
        // The last row ends with its last pixel, as cameras hand it over.
        if row + 1 < side { memory += [UInt8](repeating: 0x5a, count: padding) }
      }
      self.memory = memory + [UInt8](repeating: 0x5a, count: 7)
    }

    var bytes: [UInt8] { Array(memory.dropFirst(Self.before).dropLast(7)) }

    func frame(_ pixels: UnsafeRawBufferPointer) -> LumaFrame {
      LumaFrame(pixels, width: side, height: side, rowStride: rowStride)
    }
  }

  func testEverySortOfMemoryIsReadAlike() throws {
    let sample = try Sample(padding: 24)
    let scanner = Scanner()
    let whole = try sample.bytes.withUnsafeBytes { try scanner.scan(sample.frame($0)) }
    XCTAssertEqual(whole.map(\.text), [Self.text])

    let data = Data(sample.bytes)
    XCTAssertEqual(try data.withUnsafeBytes { try scanner.scan(sample.frame($0)) }, whole)
    // A slice of `Data` keeps the indices of the whole.
    let slice = Data(sample.memory)[Sample.before..<(sample.memory.count - 7)]
    XCTAssertNotEqual(slice.startIndex, 0)
    XCTAssertEqual(try slice.withUnsafeBytes { try scanner.scan(sample.frame($0)) }, whole)
    let (side, stride) = (UInt32(sample.side), UInt32(sample.rowStride))
    XCTAssertEqual(try scanner.scan(frame: slice, width: side, height: side, rowStride: stride), whole)
    // A part of memory.
    let part = try sample.memory.withUnsafeBytes { memory in
      try scanner.scan(
        sample.frame(UnsafeRawBufferPointer(rebasing: memory[Sample.before..<(memory.count - 7)])))
    }
    XCTAssertEqual(part, whole)
  }

  /// What the library is handed has the address of what the frame was made over.
  func testAFrameIsNotCopied() throws {
    let pixels = [UInt8](repeating: 7, count: 640 * 480)
    try pixels.withUnsafeBytes { memory in
      try LumaFrame(memory, width: 640, height: 480).lend { data, width, height, rowStride in
        data.withUnsafeBytes { XCTAssertEqual($0.baseAddress, memory.baseAddress) }
        XCTAssertEqual(data.count, memory.count)
        XCTAssertEqual([width, height, rowStride], [640, 480, 640])
      }
    }
  }

  func testACodeHeldUpIsOneEvent() throws {
    let sample = try Sample()
    let scanner = Scanner()
    let blank = [UInt8](repeating: 255, count: sample.side * sample.side)
    func shown() throws -> String? {
      try sample.bytes.withUnsafeBytes { try scanner.nextEvent(sample.frame($0))?.text }
    }
    func without(_ frames: Int) throws {
      for _ in 0..<frames {
        try blank.withUnsafeBytes { XCTAssertNil(try scanner.nextEvent(sample.frame($0))) }
      }
    }
    try without(1)
    XCTAssertEqual(try shown(), Self.text)
    for _ in 0..<5 { XCTAssertNil(try shown()) }
    try without(29)
    XCTAssertNil(try shown())
    try without(30)
    XCTAssertEqual(try shown(), Self.text)
    scanner.forget()
    XCTAssertEqual(try shown(), Self.text)
  }

  func testFramesFromManyTasksTakeTurns() async throws {
    let scanner = Scanner()
    let samples = try (0..<4).map { try Sample(text: "code \($0)", padding: $0) }
    let answers = try await withThrowingTaskGroup(of: (Int, [String?]).self) { group in
      for index in 0..<64 {
        let sample = samples[index % 4]
        group.addTask {
          (index % 4, try sample.bytes.withUnsafeBytes { try scanner.scan(sample.frame($0)) }.map(\.text))
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    XCTAssertEqual(answers.count, 64)
    for (index, texts) in answers { XCTAssertEqual(texts, ["code \(index)"]) }
  }

  func testAPlaneThatIsTooShortIsRefusedNotReadPast() throws {
    let scanner = Scanner()
    let short = [UInt8](repeating: 0, count: 99)
    let refused = try thrown {
      try short.withUnsafeBytes { try scanner.scan(LumaFrame($0, width: 10, height: 10)) }
    }
    XCTAssertEqual(refused.code, "picture")
    XCTAssertEqual(refused.reason, "the luma plane has 99 bytes, 100 wanted")
    let enough = [UInt8](repeating: 0, count: 100)
    for (width, height, stride) in [
      (0, 0, 0), (10, 10, 9), (-1, 10, 10), (10, -1, 10), (10, 10, -1), (.max, .max, .max), (1 << 32, 1, 1),
    ] {
      XCTAssertThrowsError(
        try enough.withUnsafeBytes {
          try scanner.nextEvent(LumaFrame($0, width: width, height: height, rowStride: stride))
        }, "\(width) by \(height), \(stride)")
    }
    let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
    XCTAssertThrowsError(try scanner.scan(LumaFrame(nothing, width: 1, height: 1)))
  }

  func testAPictureFileIsRead() throws {
    let png = try QrSymbol(text: Self.text, usage: .print).png(scale: 4)
    XCTAssertEqual(try Scanner().scanPicture(file: png).map(\.text), [Self.text])
  }

  func testWhichCarrierACodeIsShowsFromItsText() throws {
    XCTAssertEqual(codeKind(text: try Fixtures.text("identity_card.seal")), .seal)
    XCTAssertEqual(codeKind(text: try Fixtures.text("grant.link")), .grant)
    XCTAssertEqual(codeKind(text: "hello"), .unknown)
  }
}
