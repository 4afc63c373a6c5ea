import Foundation
import Market
import TestSupport
import Testing

@Suite struct IntervalTests {
  @Test func `names`() {
    #expect(Interval.allCases.count == 16)
    for interval in Interval.allCases { #expect(Interval(interval.rawValue) == interval) }
    #expect(Interval("1m") == .m1)
    #expect(Interval("1M") == .mo1)
    #expect(Interval("1mo") == .mo1)
    #expect(Interval("1mon") == .mo1)
    for name in ["", "1", "m", "1H", "2m", "1S", "1W", "1MON", " 1m"] {
      #expect(Interval(name) == nil, "\(name)")
    }
  }

  @Test func `lengths`() {
    #expect(Interval.s1.fixedMs == 1000)
    #expect(Interval.d3.fixedMs == 259_200_000)
    #expect(Interval.w1.fixedMs == 604_800_000)
    #expect(Interval.mo1.fixedMs == nil)
  }

  /// Rows of the exchange's own klines (open times of BTCUSDT and SOLUSDT).
  @Test(arguments: [
    (Interval.w1, nil, Int64(1_502_928_000_000), Int64(1_502_668_800_000)),
    (.mo1, nil, 1_502_928_000_000, 1_501_545_600_000),
    (.d3, 17_395, 1_503_187_199_999, 1_502_928_000_000),  // BTC: 17 August 2017
    (.d3, 17_395, 1_503_187_200_000, 1_503_187_200_000),
    (.d3, 17_395, 1_723_161_255_342, 1_722_988_800_000),
    (.d3, 18_485, 1_597_363_199_999, 1_597_104_000_000),  // SOL: 11 August 2020
    (.d3, 18_485, 1_597_363_200_000, 1_597_363_200_000),
    (.m5, nil, 1_723_161_599_999, 1_723_161_300_000),
    (.h8, nil, 1_723_161_599_999, 1_723_132_800_000),
    (.s1, nil, 999, 0),
    (.w1, nil, 0, -3 * 86_400_000),
    (.d3, 17_395, 0, -2 * 86_400_000),
    (.d3, -1, 0, -86_400_000),
  ])
  func `borders of the exchange`(interval: Interval, anchor: Int64?, time: Int64, open: Int64) {
    #expect(interval.openTimeMs(atMs: time, anchorDay: anchor) == open)
  }

  /// Every month up to 2500, leap years and centuries, against Foundation's calendar.
  @Test func `months`() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
    var open: Int64 = 0
    for index in 0..<(530 * 12) {
      let parts = DateComponents(year: 1970 + index / 12, month: index % 12 + 1, day: 1)
      let date = try #require(calendar.date(from: parts))
      #expect(open == Int64(date.timeIntervalSince1970) * 1000, "\(parts)")
      let next = Interval.mo1.nextOpenTimeMs(open)
      #expect(Interval.mo1.openTimeMs(atMs: open) == open)
      #expect(Interval.mo1.openTimeMs(atMs: next - 1) == open)
      open = next
    }
  }

  @Test(arguments: Interval.allCases)
  func `every instant lies in its interval, intervals touch`(interval: Interval) {
    let seed: UInt64 = 3
    var random = SeededRandom(seed: seed)
    for _ in 0..<500 {
      let time = Int64.random(in: 0...Interval.timeMsMax, using: &random)
      let anchor = Int64.random(in: -10...30_000, using: &random)
      let open = interval.openTimeMs(atMs: time, anchorDay: anchor)
      let next = interval.nextOpenTimeMs(open)
      #expect(open <= time && time < next, "seed \(seed): \(time), anchor \(anchor)")
      if next <= Interval.timeMsMax {
        #expect(interval.openTimeMs(atMs: next, anchorDay: anchor) == next)
      }
      #expect(interval.openTimeMs(atMs: max(open, 0), anchorDay: anchor) == open)
      #expect(interval.openTimeMs(atMs: next - 1, anchorDay: anchor) == open)
    }
  }

  /// Nothing in a file may crash: times and anchors of any size answer, outside ones as the nearest.
  @Test(arguments: Interval.allCases)
  func `times outside are taken as the nearest inside`(interval: Interval) {
    for anchor in [nil, 0, Int64.min, Int64.max] {
      let first = interval.openTimeMs(atMs: 0, anchorDay: anchor)
      let last = interval.openTimeMs(atMs: Interval.timeMsMax, anchorDay: anchor)
      #expect(interval.openTimeMs(atMs: -1, anchorDay: anchor) == first)
      #expect(interval.openTimeMs(atMs: .min, anchorDay: anchor) == first)
      #expect(interval.openTimeMs(atMs: .max, anchorDay: anchor) == last)
    }
    #expect(interval.nextOpenTimeMs(.max) > Interval.timeMsMax)
    #expect(interval.nextOpenTimeMs(.min) <= 31 * 86_400_000)
  }

  /// The definition, tried on borders of two years.
  @Test func `which intervals fill which`() {
    for fine in Interval.allCases {
      for coarse in Interval.allCases where fine != coarse {
        var straddles = false
        var time: Int64 = 1_600_000_000_000
        while !straddles, time < 1_664_000_000_000 {
          let open = coarse.openTimeMs(atMs: time, anchorDay: 1)
          straddles = fine.openTimeMs(atMs: max(open, 0), anchorDay: 1) != open
          time = coarse.nextOpenTimeMs(open)
          if let length = coarse.fixedMs, length < 86_400_000 { time += 12 * length }
        }
        #expect(fine.divides(coarse) == !straddles, "\(fine) in \(coarse)")
      }
      #expect(fine.divides(fine))
    }
  }
}
