#if canImport(CoreVideo)
  import CoreVideo

  extension Scanner {
    /// Every code in a camera's frame, its brightness read in place.
    ///
    /// - Throws: ``PixelFormatError`` where the buffer has no plane of brightness: set the output's
    ///   `kCVPixelBufferPixelFormatTypeKey` to `kCVPixelFormatType_420YpCbCr8BiPlanarFullRange`. `InputError.Picture`
    ///   where it has more pixels than are looked at.
    public func scan(_ buffer: CVPixelBuffer) throws -> [FoundCode] {
      try buffer.withLuma(scan(_:))
    }

    /// The code in a camera's frame, if it is news; see ``nextEvent(_:)-(LumaFrame)``. Call it for every frame:
    ///
    /// ```swift
    /// func captureOutput(
    ///   _ output: AVCaptureOutput, didOutput sample: CMSampleBuffer, from connection: AVCaptureConnection
    /// ) {
    ///   guard let buffer = CMSampleBufferGetImageBuffer(sample) else { return }
    ///   if let code = try? scanner.nextEvent(buffer) { show(code) }
    /// }
    /// ```
    ///
    /// - Throws: as ``scan(_:)-(CVPixelBuffer)``.
    public func nextEvent(_ buffer: CVPixelBuffer) throws -> FoundCode? {
      try buffer.withLuma(nextEvent(_:))
    }
  }

  /// The camera gives frames of a format that has no plane of brightness.
  public struct PixelFormatError: Error, Sendable, Equatable {
    /// The format that came, a four-character code of Core Video.
    public let found: OSType
  }

  extension CVPixelBuffer {
    fileprivate func withLuma<Answer>(_ read: (LumaFrame) throws -> Answer) throws -> Answer {
      let format = CVPixelBufferGetPixelFormatType(self)
      guard formatsWithLumaFirst.contains(format) else { throw PixelFormatError(found: format) }
      CVPixelBufferLockBaseAddress(self, .readOnly)
      defer { CVPixelBufferUnlockBaseAddress(self, .readOnly) }
      let width: Int
      let height: Int
      let rowStride: Int
      let start: UnsafeMutableRawPointer?
      if CVPixelBufferIsPlanar(self) {
        (width, height) = (CVPixelBufferGetWidthOfPlane(self, 0), CVPixelBufferGetHeightOfPlane(self, 0))
        rowStride = CVPixelBufferGetBytesPerRowOfPlane(self, 0)
        start = CVPixelBufferGetBaseAddressOfPlane(self, 0)
      } else {
        (width, height) = (CVPixelBufferGetWidth(self), CVPixelBufferGetHeight(self))
        rowStride = CVPixelBufferGetBytesPerRow(self)
        start = CVPixelBufferGetBaseAddress(self)
      }
      // The memory of the last row may end with its last pixel.
      let count = height > 0 ? (height - 1) * rowStride + width : 0
      let pixels = UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count)
      return try read(LumaFrame(pixels, width: width, height: height, rowStride: rowStride))
    }
  }

  /// Formats whose first or only plane is one byte of brightness a pixel.
  private let formatsWithLumaFirst: Set<OSType> = [
    kCVPixelFormatType_420YpCbCr8BiPlanarFullRange,
    kCVPixelFormatType_420YpCbCr8BiPlanarVideoRange,
    kCVPixelFormatType_420YpCbCr8Planar,
    kCVPixelFormatType_420YpCbCr8PlanarFullRange,
    kCVPixelFormatType_OneComponent8,
  ]
#endif
