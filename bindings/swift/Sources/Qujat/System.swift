import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The clocks of this device, for ``ServiceTime``: the library itself reads none.
public final class SystemClock: Clock {
  public init() {}

  public func unixSeconds() -> Int64 { Int64(Date().timeIntervalSince1970) }

  public func elapsedSeconds() throws -> Int64 {
    // On Apple's systems CLOCK_MONOTONIC goes on while the device sleeps; on Linux CLOCK_BOOTTIME does. Neither is among the
    // interfaces Apple wants a reason for, as the time since start-up by other names is.
    #if os(Linux) || os(Android)
      let clock = CLOCK_BOOTTIME
    #else
      let clock = CLOCK_MONOTONIC
    #endif
    var time = timespec()
    guard clock_gettime(clock, &time) == 0 else { throw PlatformError.Failed }
    return Int64(time.tv_sec)
  }
}

/// The random bytes of this device's operating system: the library itself draws none.
public final class SystemRandom: RandomSource {
  public init() {}

  public func randomBytes(count: UInt32) -> Data {
    var generator = SystemRandomNumberGenerator()
    return Data((0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
  }
}
