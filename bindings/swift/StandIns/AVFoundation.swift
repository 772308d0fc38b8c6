// In place of Apple's AVFoundation and Core Media: what examples/ios/Sources/Camera.swift and docs/swift.md use. None of its
// classes is `Sendable`, some of Apple's are. Nothing here is ever run.
@_exported import CoreVideo
import Foundation

public struct AVMediaType: Sendable {
  public static let video = AVMediaType()
}

public final class AVCaptureDevice {
  public struct DeviceType: Sendable {
    public static let builtInWideAngleCamera = DeviceType()
  }
  public enum Position: Sendable { case back, front }

  public class func requestAccess(for: AVMediaType) async -> Bool { false }
  public class func `default`(_: DeviceType, for: AVMediaType?, position: Position) -> AVCaptureDevice? { nil }
}

open class AVCaptureInput {}
public final class AVCaptureDeviceInput: AVCaptureInput {
  public init(device: AVCaptureDevice) throws {}
}

open class AVCaptureOutput {}
open class AVCaptureConnection {}
public final class CMSampleBuffer {}
public func CMSampleBufferGetImageBuffer(_: CMSampleBuffer) -> CVImageBuffer? { nil }

public final class AVCaptureVideoDataOutput: AVCaptureOutput {
  override public init() {}
  public var videoSettings: [String: Any]!
  public func setSampleBufferDelegate(
    _: (any AVCaptureVideoDataOutputSampleBufferDelegate)?, queue: DispatchQueue?
  ) {}
}

public protocol AVCaptureVideoDataOutputSampleBufferDelegate: AnyObject {
  func captureOutput(
    _ output: AVCaptureOutput, didOutput sample: CMSampleBuffer, from connection: AVCaptureConnection)
}

public final class AVCaptureSession {
  public struct Preset: Sendable {
    public static let hd1280x720 = Preset()
  }
  public init() {}
  public var sessionPreset = Preset.hd1280x720
  public var inputs: [AVCaptureInput] { [] }
  public func canAddInput(_: AVCaptureInput) -> Bool { true }
  public func addInput(_: AVCaptureInput) {}
  public func canAddOutput(_: AVCaptureOutput) -> Bool { true }
  public func addOutput(_: AVCaptureOutput) {}
  public func startRunning() {}
  public func stopRunning() {}
}
