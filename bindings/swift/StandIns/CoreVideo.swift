// In place of Apple's Core Video, where it is not: the names and types that Sources/Qujat/LumaFrame+CoreVideo.swift uses, so
// that it is compiled by the tests on Linux. Nothing here is ever run.

public typealias OSType = UInt32
public final class CVBuffer {}
public typealias CVImageBuffer = CVBuffer
public typealias CVPixelBuffer = CVImageBuffer
public typealias CVReturn = Int32

public struct CVPixelBufferLockFlags: OptionSet, Sendable {
  public let rawValue: UInt64
  public init(rawValue: UInt64) { self.rawValue = rawValue }
  public static let readOnly = CVPixelBufferLockFlags(rawValue: 1)
}

public let kCVPixelBufferPixelFormatTypeKey = "PixelFormatType"
public let kCVPixelFormatType_420YpCbCr8BiPlanarFullRange: OSType = 0x3432_3066
public let kCVPixelFormatType_420YpCbCr8BiPlanarVideoRange: OSType = 0x3432_3076
public let kCVPixelFormatType_420YpCbCr8Planar: OSType = 0x7934_3230
public let kCVPixelFormatType_420YpCbCr8PlanarFullRange: OSType = 0x6634_3230
public let kCVPixelFormatType_OneComponent8: OSType = 0x4c30_3038

@discardableResult
public func CVPixelBufferLockBaseAddress(_: CVPixelBuffer, _: CVPixelBufferLockFlags) -> CVReturn { 0 }
@discardableResult
public func CVPixelBufferUnlockBaseAddress(_: CVPixelBuffer, _: CVPixelBufferLockFlags) -> CVReturn { 0 }
public func CVPixelBufferGetPixelFormatType(_: CVPixelBuffer) -> OSType { 0 }
public func CVPixelBufferIsPlanar(_: CVPixelBuffer) -> Bool { true }
public func CVPixelBufferGetWidth(_: CVPixelBuffer) -> Int { 0 }
public func CVPixelBufferGetHeight(_: CVPixelBuffer) -> Int { 0 }
public func CVPixelBufferGetBytesPerRow(_: CVPixelBuffer) -> Int { 0 }
public func CVPixelBufferGetBaseAddress(_: CVPixelBuffer) -> UnsafeMutableRawPointer? { nil }
public func CVPixelBufferGetWidthOfPlane(_: CVPixelBuffer, _: Int) -> Int { 0 }
public func CVPixelBufferGetHeightOfPlane(_: CVPixelBuffer, _: Int) -> Int { 0 }
public func CVPixelBufferGetBytesPerRowOfPlane(_: CVPixelBuffer, _: Int) -> Int { 0 }
public func CVPixelBufferGetBaseAddressOfPlane(_: CVPixelBuffer, _: Int) -> UnsafeMutableRawPointer? { nil }
