#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The machine's clocks and naps, for the parts of the capture that live in the world.
package enum MachineClock {
  /// Goes on while the machine sleeps, so that this is no step of the wall clock.
  package static func monotonicNs() -> Int64 {
    #if canImport(Glibc)
      read(CLOCK_BOOTTIME)
    #else
      read(CLOCK_MONOTONIC)
    #endif
  }
  package static func wallNs() -> Int64 { read(CLOCK_REALTIME) }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}

func pause(microseconds: UInt32) { usleep(microseconds) }
