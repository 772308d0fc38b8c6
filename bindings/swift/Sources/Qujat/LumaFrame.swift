import Foundation

/// The brightness of a camera's frame as it lies in memory: rows of pixels, one byte each, 0 is black.
///
/// It borrows the memory and copies none of it, so it lives only inside the closure that lends the memory. On Apple's
/// platforms `Scanner.scan(_:)` and `Scanner.nextEvent(_:)` take the camera's `CVPixelBuffer` itself; everywhere, `Data` and
/// `[UInt8]` lend theirs:
///
/// ```swift
/// let codes = try pixels.withUnsafeBytes { bytes in
///   try scanner.scan(LumaFrame(bytes, width: 1280, height: 720))
/// }
/// ```
public struct LumaFrame {
  /// From the first pixel to behind the last one; the last row may end with its last pixel.
  public let pixels: UnsafeRawBufferPointer
  /// Pixels in a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// Bytes from one row to the next, `width` at least.
  public let rowStride: Int

  /// A frame over borrowed memory. Without `rowStride` the rows follow each other closely. Sizes are checked when the frame
  /// is scanned.
  public init(_ pixels: UnsafeRawBufferPointer, width: Int, height: Int, rowStride: Int? = nil) {
    self.pixels = pixels
    self.width = width
    self.height = height
    self.rowStride = rowStride ?? width
  }

  /// `Data` over the same memory, and the sizes as the native library counts them.
  func lend<Answer>(_ read: (Data, UInt32, UInt32, UInt32) throws -> Answer) throws -> Answer {
    // What is no size becomes one no frame has, for the library to refuse as it refuses every other.
    func size(_ value: Int) -> UInt32 { UInt32(exactly: value) ?? .max }
    guard let start = pixels.baseAddress, !pixels.isEmpty else {
      return try read(Data(), size(width), size(height), size(rowStride))
    }
    // Only read from, and let go before the closure that lends the memory ends.
    let borrowed = Data(
      bytesNoCopy: UnsafeMutableRawPointer(mutating: start), count: pixels.count, deallocator: .none)
    return try read(borrowed, size(width), size(height), size(rowStride))
  }
}

/// The scanner under a name of its own: `Scanner` is also a class of Foundation's, and where a file imports both, Swift asks
/// which is meant.
public typealias CodeScanner = Scanner

extension Scanner {
  /// Every code in a frame, read in place.
  ///
  /// - Throws: `InputError.Picture` where the rows named do not lie in the frame, or it has more pixels than are looked
  ///   at.
  public func scan(_ frame: LumaFrame) throws -> [FoundCode] {
    try frame.lend(scan(frame:width:height:rowStride:))
  }

  /// The code in a frame, if it is news: one code held up to the camera is told of once, and again only after another code,
  /// after a second without it, or after ``forget()``. Call it for every frame.
  ///
  /// - Throws: `InputError.Picture` where the rows named do not lie in the frame, or it has more pixels than are looked
  ///   at.
  public func nextEvent(_ frame: LumaFrame) throws -> FoundCode? {
    try frame.lend(nextEvent(frame:width:height:rowStride:))
  }
}
