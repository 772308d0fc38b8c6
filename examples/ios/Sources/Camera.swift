@preconcurrency import AVFoundation
import Foundation
import Qujat

/// The camera. Each frame goes to the library as it lies in memory, on a queue of its own; out comes each code once.
///
/// Unchecked: what is not `Sendable` in itself, the session and `found`, is touched on `queue` alone.
final class Camera: NSObject, @unchecked Sendable {
  let session = AVCaptureSession()
  private let queue = DispatchQueue(label: "camera")
  private let scanner = CodeScanner()
  private var found: (@Sendable (FoundCode) -> Void)?

  /// False where the person does not allow it, or there is no camera.
  func start(found: @escaping @Sendable (FoundCode) -> Void) async -> Bool {
    guard await AVCaptureDevice.requestAccess(for: .video) else { return false }
    return await withCheckedContinuation { continuation in
      queue.async { [self] in
        self.found = found
        let isReady = !session.inputs.isEmpty || setUp()
        if isReady { session.startRunning() }
        continuation.resume(returning: isReady)
      }
    }
  }

  func stop() { queue.async { [self] in session.stopRunning() } }

  /// Makes the next code news, whatever it is.
  func forget() { scanner.forget() }

  private func setUp() -> Bool {
    guard let device = AVCaptureDevice.default(.builtInWideAngleCamera, for: .video, position: .back),
      let input = try? AVCaptureDeviceInput(device: device), session.canAddInput(input)
    else { return false }
    session.sessionPreset = .hd1280x720
    session.addInput(input)
    let output = AVCaptureVideoDataOutput()
    // The first plane is the brightness, which is all the scanner reads.
    output.videoSettings = [
      kCVPixelBufferPixelFormatTypeKey as String: kCVPixelFormatType_420YpCbCr8BiPlanarFullRange
    ]
    output.setSampleBufferDelegate(self, queue: queue)
    guard session.canAddOutput(output) else { return false }
    session.addOutput(output)
    return true
  }
}

extension Camera: AVCaptureVideoDataOutputSampleBufferDelegate {
  func captureOutput(
    _ output: AVCaptureOutput, didOutput sample: CMSampleBuffer, from connection: AVCaptureConnection
  ) {
    guard let buffer = CMSampleBufferGetImageBuffer(sample) else { return }
    if let code = try? scanner.nextEvent(buffer) { found?(code) }
  }
}
