import Foundation
import XCTest

@testable import Qujat

/// What the app brings: its key, its random source, its clock, and all they may do instead of their part.
final class DeviceTests: XCTestCase {
  func testAKeyThatSignsIsGivenToTheIssuer() throws {
    let key = try deviceKeyForIssuer(key: Key(), random: SystemRandom())
    // A COSE_Key of P-256, and in it both halves of the point, which ends a SubjectPublicKeyInfo.
    XCTAssertEqual(key.prefix(3), Data([0xa4, 0x01, 0x02]))
    let point = try TestKey().publicKey().suffix(65)
    XCTAssertNotNil(key.range(of: point.dropFirst().prefix(32)))
    XCTAssertNotNil(key.range(of: point.suffix(32)))
    // The point alone, as Apple's systems write it.
    XCTAssertEqual(try deviceKeyForIssuer(key: Key(public: .success(point)), random: SystemRandom()), key)
  }

  func testWhatAKeyDoesInsteadOfSigningIsToldApart() throws {
    struct Anything: Error {}
    let cases: [(Key.Outcome, String)] = [
      (.thrown(PlatformError.Cancelled), "Cancelled cancelled"),
      (.thrown(PlatformError.Unavailable), "Unavailable key_unavailable"),
      (.thrown(PlatformError.Failed), "Failed key"),
      (.thrown(Anything()), "Failed key"),
      (.signature(Data(repeating: 1, count: 64)), "Failed signature"),
      (.signature(Data()), "Failed signature"),
      (.signature(try TestKey().sign(message: Data([1]))), "Failed signature"),
    ]
    for (outcome, wanted) in cases {
      let error = try thrown(DeviceError.self) {
        try deviceKeyForIssuer(key: Key(outcome: outcome), random: SystemRandom())
      }
      XCTAssertEqual("\(error.kind) \(error.code)", wanted)
      XCTAssertFalse(error.reason.isEmpty)
      // The next call works.
      XCTAssertNoThrow(try deviceKeyForIssuer(key: Key(), random: SystemRandom()))
    }
    let gone = try thrown(DeviceError.self) {
      try deviceKeyForIssuer(key: Key(public: .failure(PlatformError.Unavailable)), random: SystemRandom())
    }
    XCTAssertEqual(gone.code, "key_unavailable")
    let none = try thrown(DeviceError.self) {
      try deviceKeyForIssuer(key: Key(public: .success(Data([4, 1, 2]))), random: SystemRandom())
    }
    XCTAssertEqual("\(none.kind) \(none.code)", "Input device_key")
  }

  func testNothingOfWhatAnAppThrowsIsPassedOn() throws {
    struct Wallet: Error, CustomStringConvertible { let description = "IIN 860314499992" }
    let error = try thrown(DeviceError.self) {
      try deviceKeyForIssuer(key: Key(outcome: .thrown(Wallet())), random: SystemRandom())
    }
    XCTAssertFalse("\(error) \(error.reason) \(error.localizedDescription)".contains("860314499992"))
  }

  func testARandomSourceThatDoesNotDoItsPartIsRefused() throws {
    for give: @Sendable (UInt32) throws -> Data in [
      { _ in throw PlatformError.Failed }, { Data((1..<$0).map { UInt8($0) }) }, { Data(count: Int($0)) },
    ] {
      let error = try thrown(DeviceError.self) {
        try deviceKeyForIssuer(key: Key(), random: Random(give: give))
      }
      XCTAssertEqual("\(error.kind) \(error.code)", "Failed random")
    }
  }

  func testTheSystemsRandomBytesAreAsManyAndNotTheSame() throws {
    let random = SystemRandom()
    XCTAssertEqual(random.randomBytes(count: 0), Data())
    XCTAssertEqual(random.randomBytes(count: 32).count, 32)
    XCTAssertNotEqual(random.randomBytes(count: 32), random.randomBytes(count: 32))
  }

  func testTheServicesTimeIsKeptByAClockNobodyCanSet() throws {
    let clock = Clocks(wall: 5_000, elapsed: 10)
    let time = ServiceTime(clock: clock)
    XCTAssertEqual(try time.now(), 5_000)
    XCTAssertEqual(time.source(), .device)
    try time.set(service: Fixtures.now)
    clock.set(wall: 0, elapsed: 25)
    XCTAssertEqual(try time.now(), Fixtures.now + 15)
    XCTAssertEqual(time.source(), .service)
  }

  func testAClockThatFailsIsNoTime() throws {
    let clock = Clocks(wall: .max, elapsed: 0)
    XCTAssertEqual(try thrown(DeviceError.self) { try ServiceTime(clock: clock).now() }.code, "clock")
    clock.set(wall: nil, elapsed: 0)
    XCTAssertEqual(try thrown(DeviceError.self) { try ServiceTime(clock: clock).now() }.code, "clock")
    let error = try thrown(DeviceError.self) { try ServiceTime(clock: SystemClock()).set(service: .max) }
    XCTAssertEqual("\(error.kind) \(error.code)", "Input time")
  }

  func testTheSystemsClocksGoOn() throws {
    let time = ServiceTime(clock: SystemClock())
    let now = Int64(Date().timeIntervalSince1970)
    XCTAssertLessThanOrEqual(abs(try time.now() - now), 2)
    XCTAssertLessThanOrEqual(try SystemClock().elapsedSeconds(), try SystemClock().elapsedSeconds())
  }

  func testWhatTheSystemThrowsIsToldApart() {
    let authentication = "com.apple.LocalAuthentication"
    for (domain, code, wanted) in [
      (authentication, -2, PlatformError.Cancelled), (authentication, -4, .Cancelled),
      (authentication, -9, .Cancelled), ("CryptoTokenKit", -4, .Cancelled), ("NSOSStatusErrorDomain", -128, .Cancelled),
      (authentication, -5, .Unavailable), (authentication, -8, .Unavailable), ("CryptoTokenKit", -6, .Unavailable),
      ("NSOSStatusErrorDomain", -25308, .Unavailable), (authentication, -1, .Failed), ("CryptoTokenKit", -2, .Failed),
      ("elsewhere", -2, .Failed),
    ] {
      XCTAssertEqual(PlatformError(NSError(domain: domain, code: code)), wanted, "\(domain) \(code)")
    }
    XCTAssertEqual(PlatformError(PlatformError.Cancelled), .Cancelled)
  }
}

extension DeviceException {
  fileprivate var kind: String {
    switch self {
    case .Cancelled: "Cancelled"
    case .Unavailable: "Unavailable"
    case .Failed: "Failed"
    case .Input: "Input"
    }
  }
}

/// A key in memory that signs, or does what else a chip may do.
private final class Key: DeviceKey {
  enum Outcome: Sendable {
    case signed
    case signature(Data)
    case thrown(any Error)
  }

  private let point: Result<Data, any Error>
  private let outcome: Outcome
  private let key: TestKey

  init(public point: Result<Data, any Error>? = nil, outcome: Outcome = .signed) throws {
    key = try TestKey()
    self.point = try point ?? .success(key.publicKey())
    self.outcome = outcome
  }

  func publicKey() throws -> Data { try point.get() }

  func sign(message: Data) throws -> Data {
    switch outcome {
    case .signed: return try key.sign(message: message)
    case .signature(let signature): return signature
    case .thrown(let error): throw error
    }
  }
}

private final class Random: RandomSource {
  private let give: @Sendable (UInt32) throws -> Data
  init(give: @escaping @Sendable (UInt32) throws -> Data) { self.give = give }
  func randomBytes(count: UInt32) throws -> Data { try give(count) }
}

private final class Clocks: Qujat.Clock, @unchecked Sendable {
  private let lock = NSLock()
  private var times: (wall: Int64?, elapsed: Int64)

  init(wall: Int64?, elapsed: Int64) { times = (wall, elapsed) }

  func set(wall: Int64?, elapsed: Int64) { lock.withLock { times = (wall, elapsed) } }

  func unixSeconds() throws -> Int64 {
    guard let wall = lock.withLock({ times.wall }) else { throw PlatformError.Failed }
    return wall
  }

  func elapsedSeconds() -> Int64 { lock.withLock { times.elapsed } }
}
