import Market
import TestSupport
import Testing

struct CandleCoverageTests {
  private static func text(_ interval: Interval, _ openTimesMs: [Int64]) -> String? {
    var coverage = CandleCoverage(interval)
    for openMs in openTimesMs { coverage.add(openTimeMs: openMs) }
    return coverage.text
  }

  @Test func `gaps with their ranges, the first five`() {
    let start: Int64 = 1_621_641_600_000
    let hour: Int64 = 3_600_000
    #expect(Self.text(.h1, []) == nil)
    #expect(Self.text(.h1, (0..<5).map { start + $0 * hour }) == nil)
    #expect(
      Self.text(.h1, [start, start + 3 * hour])
        == "2 candles missing in 1 gap, 2021-05-22T01:00Z to 2021-05-22T03:00Z")
    let many = (0..<8).map { start + $0 * 2 * hour }
    #expect(
      Self.text(.h1, many)?.hasPrefix("7 candles missing in 7 gaps, 2021-05-22T01:00Z") == true)
    #expect(Self.text(.h1, many)?.hasSuffix(" and 2 more") == true)
    #expect(
      Self.text(.mo1, [1_609_459_200_000, 1_617_235_200_000])
        == "2 candles missing in 1 gap, 2021-02-01T00:00Z to 2021-04-01T00:00Z")
    // Seconds past the minute, as after the halt of February 2018.
    #expect(Self.text(.m1, [1_518_049_140_000, 1_518_049_214_800, 1_518_049_274_800]) == nil)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `any order counts the same`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let minutes = Set((0..<200).map { _ in Int64.random(in: 0..<300, using: &random) })
    var order = minutes.flatMap { [$0, $0] }.sorted()
    let expected = Self.text(.m1, order.map { $0 * 60_000 })
    order.shuffle(using: &random)
    #expect(Self.text(.m1, order.map { $0 * 60_000 }) == expected, "seed \(seed)")
    var coverage = CandleCoverage(.m1)
    for minute in order { coverage.add(openTimeMs: minute * 60_000) }
    let span = minutes.max()! - minutes.min()! + 1
    #expect(coverage.missingCount == span - Int64(minutes.count), "seed \(seed)")
  }
}
