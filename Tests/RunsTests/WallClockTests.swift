import Foundation
import Runs
import Testing

struct WallClockTests {
  /// Seconds fit; the same in ns did not, and a candle of such a time ended the program.
  @Test(
    arguments: [
      (9_300_000_000_000, "2264-09-14 21:20:00"), (99_999_999_999_999, "5138-11-16 09:46:39.999"),
      (1_621_641_600_000, "2021-05-22 00:00:00"),
    ] as [(Int64, String)])
  func `a time beyond 64 bits of ns is written like any other`(ms: Int64, text: String) throws {
    #expect(WallClock(zone: try #require(TimeZone(identifier: "UTC"))).text(ms: ms) == text)
  }
}
