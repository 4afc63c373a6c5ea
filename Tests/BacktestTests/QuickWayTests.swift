import Market
import TestSupport
import Testing

@testable import Backtest

/// The shortcuts of long runs, each against the plain way.
struct QuickWayTests {
  @Test(arguments: [1_000, 4_000_000_000, Int64.max / 400, Int64.max])
  func `Averages passed over stand where averages one by one do`(_ largest: Int64) {
    var random = SeededRandom(seed: 3)
    let numbers = (0..<6_000).map { _ in Int64.random(in: 0...largest, using: &random) }
    let top = numbers.max() ?? 0
    var quick = AverageDifference(fast: 7, slow: 30)
    var plain = quick
    for number in numbers[..<30] {
      quick.add(number)
      plain.add(number)
    }
    var (next, direction, crossCount) = (30, Int64(1), 0)
    while next < numbers.count {
      let size = Int.random(in: 1...900, using: &random)
      let range = next..<min(numbers.count, next + size)
      let passed = quick.pass(numbers.span, range, largest: top, direction: direction)
      for index in next..<passed {
        let before = plain.scaled
        plain.add(numbers[index])
        let crosses =
          direction > 0 ? plain.scaled > 0 && before <= 0 : plain.scaled < 0 && before >= 0
        #expect(!crosses)
      }
      #expect(quick.scaled == plain.scaled)
      next = passed
      guard passed < range.upperBound else { continue }
      let before = plain.scaled
      quick.add(numbers[passed])
      plain.add(numbers[passed])
      #expect(
        direction > 0 ? plain.scaled > 0 && before <= 0 : plain.scaled < 0 && before >= 0)
      direction = -direction
      crossCount += 1
      next += 1
    }
    #expect(crossCount > 500)
  }

  @Test(arguments: [1, 3, 1_000_000_007]) func `Marks of many closes are marks one by one`(
    _ base: Int64
  ) {
    var random = SeededRandom(seed: 11)
    let start: Int128 = 1_000_000
    var (many, single) = (EquityTrack(startFine: start), EquityTrack(startFine: start))
    for _ in 0..<300 {
      let rest = Int128(Int64.random(in: 0...1_200_000, using: &random))
      let closes = (0..<Int.random(in: 1...40, using: &random)).map { _ in
        Int64.random(in: 0...900, using: &random)
      }
      let isHolding = Bool.random(using: &random)
      many.mark(
        closes.span, 0..<closes.count, times: base, plus: rest, isHolding: isHolding)
      for close in closes { single.mark(rest + Int128(base) * Int128(close), isHolding: isHolding) }
      #expect(many.maxDrawdown() == single.maxDrawdown())
    }
    #expect(many.markCount == single.markCount)
    #expect(many.exposedCount == single.exposedCount)
  }

  /// A byte at a time, as the format is written down.
  private func plainBytes(_ value: Int128) -> [UInt8] {
    var rest = UInt128(bitPattern: (value << 1) ^ (value >> 127))
    var bytes: [UInt8] = []
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7f) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  private func bytes(_ put: (inout MutableRawSpan, inout Int) -> Void) -> [UInt8] {
    var room = [UInt8](repeating: 0xee, count: 40)
    var at = 0
    var span = room.mutableSpan
    var bytes = span.mutableBytes
    put(&bytes, &at)
    return Array(room[..<at])
  }

  @Test func `Numbers written eight bytes at a time are those of the format`() {
    for bit in 0..<127 {
      for offset in Int128(-2)...2 {
        for value in [(1 << bit) + offset, -(1 << bit) + offset] {
          #expect(bytes { CanonicalBytes.put(value, &$0, &$1) } == plainBytes(value), "\(value)")
          guard let small = Int64(exactly: value) else { continue }
          #expect(bytes { CanonicalBytes.put(small, &$0, &$1) } == plainBytes(value), "\(value)")
        }
      }
    }
    for value in [Int64.min, .max] {
      #expect(bytes { CanonicalBytes.put(value, &$0, &$1) } == plainBytes(Int128(value)))
    }
  }

  @Test func `Candles without an order take nothing from the heap`() throws {
    let candles = (0..<4_000).map { flat(Int64($0), "\(100 + $0)") }
    var run = try Backtester(
      strategy: SMACross(fast: 20, slow: 2_000), settings: settings(), hashesInput: false)
    try run.add(Array(candles[..<2_500]))
    let before = run.fillCount
    let batch = CandleBatch(Array(candles[2_500...]))
    let count = try AllocationCount.of { try run.add(batch) }
    // The last candle of a batch waits for its instant's end.
    #expect(run.fillCount == before)
    // Allocations are seen where they are glibc's.
    #if canImport(Glibc)
      #expect(try #require(count) <= 2)
    #endif
  }
}
