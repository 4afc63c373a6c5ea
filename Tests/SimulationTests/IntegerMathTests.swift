import Basics
import Market
import Testing

@testable import Simulation

struct IntegerMathTests {
  @Test func `square roots`() {
    let values: [Int64] = [0, 1, 2, 3, 4, 15, 16, 17, 1 << 40, (1 << 62) - 1, Int64.max]
    for value in values {
      let root = Int128(squareRoot(value))
      let next = root + 1
      #expect(root * root <= Int128(value))
      #expect(next * next > Int128(value))
    }
  }

  @Test func `powers of two between whole exponents`() {
    #expect(scaledByPowerOfTwo(1000, exponentQ16: 0) == 1000)
    #expect(scaledByPowerOfTwo(1000, exponentQ16: 3 << 16) == 8000)
    #expect((1409...1419).contains(scaledByPowerOfTwo(1000, exponentQ16: 1 << 15)))
  }

  @Test(
    arguments: [
      (0, 1970, 1, 1), (18_769, 2021, 5, 22), (19_782, 2024, 2, 29), (-1, 1969, 12, 31),
    ] as [(Int64, Int64, Int64, Int64)])
  func `a day number is a date`(epochDay: Int64, year: Int64, month: Int64, day: Int64) {
    let date = CivilDate(epochDay: epochDay)
    #expect(date.year == year && date.month == month && date.day == day)
  }

  @Test func `waiting times have their mean`() {
    var dice = Dice(seed: 1, purpose: 2)
    let sum = (0..<100_000).reduce(into: Int64(0)) { sum, _ in
      sum += dice.exponential(mean: 10_000)
    }
    #expect((9_850...10_150).contains(sum / 100_000))
  }

  @Test func `dice fall evenly within their bounds`() {
    var dice = Dice(seed: 1, purpose: 3)
    var counts = Array(repeating: 0, count: 6)
    for _ in 0..<60_000 { counts[Int(dice.pick(1...6)) - 1] += 1 }
    #expect(counts.allSatisfy { (9600...10_400).contains($0) })
    #expect(
      (0..<1000).allSatisfy { _ in (7..<7 * 1025).contains(dice.heavyTailed(low: 7, octaves: 10)) })
  }

  @Test func `a queue hands out the earliest, equal times in order`() {
    var queue = TimeQueue<Int>()
    var dice = Dice(seed: 9, purpose: 4)
    for index in 0..<500 { queue.push(index, at: dice.pick(0...50)) }
    var last: (time: Int64, element: Int) = (-1, -1)
    var count = 0
    while let next = queue.popFirst() {
      #expect(next.time > last.time || (next.time == last.time && next.element > last.element))
      last = next
      count += 1
    }
    #expect(count == 500 && queue.isEmpty)
  }

  /// The generator's own calendar against the module that recordings are read with.
  @Test(arguments: Interval.allCases)
  func `the calendar agrees with the intervals of Market`(interval: Interval) {
    var dice = Dice(seed: 5, purpose: 5)
    let calendar = KlineCalendar(interval: interval, anchorDay: 18_748)
    for _ in 0..<300 {
      let timeMs = dice.pick(1_500_000_000_000...1_900_000_000_000)
      let openMs = calendar.openTimeMs(atMs: timeMs)
      #expect(openMs == interval.openTimeMs(atMs: timeMs, anchorDay: 18_748))
      #expect(calendar.nextOpenTimeMs(openMs) == interval.nextOpenTimeMs(openMs))
    }
  }

  @Test func `every known and derived profile is one that Binance could have`() {
    let names = ["ABC", "XYZUSDT", "FOOBTC", "PEPEETH", "QQBNB", "AAAEUR", "USDT", "ZZTRY"]
    for profile in SymbolProfile.known + names.map(SymbolProfile.of) {
      #expect(
        profile.symbol == profile.baseAsset + profile.quoteAsset || names.contains(profile.symbol))
      #expect(profile.startTicks >= 100, "\(profile.symbol)")
      #expect(
        profile.orderSteps >= 1
          && profile.deepTicks << profile.deepOctaves <= profile.startTicks / 7)
      let largest = scaledByPowerOfTwo(
        profile.restingSteps, exponentQ16: profile.restingOctaves << 16)
      #expect(largest.multipliedReportingOverflow(by: profile.stepUnits).overflow == false)
    }
  }
}
