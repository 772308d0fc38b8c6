// What docs/swift.md shows of Apple's systems, as it stands there: compiled by the tests over the stand-ins, never run.
import AVFoundation
import CryptoKit
import Foundation
import Qujat

final class Delegate: AVCaptureVideoDataOutputSampleBufferDelegate {
  let scanner = CodeScanner()

  func captureOutput(
    _ output: AVCaptureOutput, didOutput sample: CMSampleBuffer, from connection: AVCaptureConnection
  ) {
    guard let buffer = CMSampleBufferGetImageBuffer(sample) else { return }
    if let code = try? scanner.nextEvent(buffer) { show(code) }
  }

  func show(_ code: FoundCode) {}
}

func newKey() throws -> (forIssuer: Data, toStore: Data) {
  let key = try SecureEnclaveKey(confirmed: true, prompt: "To bind your documents to this phone")
  return (try deviceKeyForIssuer(key: key, random: SystemRandom()), key.stored)
}
