import Market
import TestSupport
import Testing

@testable import Backtest

/// What makes long runs fast, piece by piece, against the same done one by one.
struct FastPathTests {
  @Test(arguments: [1_000, 4_000_000_000, Int64.max / 400, Int64.max])
  func `Averages cross where sums of their windows say so`(_ largest: Int64) {
    var random = SeededRandom(seed: 3)
    let numbers = (0..<6_000).map { _ in Int64.random(in: 0...largest, using: &random) }
    func scaled(_ end: Int) -> Int128 {
      func sum(_ count: Int) -> Int128 { numbers[end - count..<end].reduce(0) { $0 + Int128($1) } }
      return sum(7) * 30 - sum(30) * 7
    }
    var averages = AverageDifference(fast: 7, slow: 30)
    for number in numbers[..<30] {
      #expect(!averages.isFull)
      averages.fill(number)
    }
    #expect(averages.isFull && averages.scaled == scaled(30))
    var (next, direction, crossCount) = (30, Int64(1), 0)
    while next < numbers.count {
      let first = next
      let end = min(numbers.count, first + Int.random(in: 1...900, using: &random))
      let isCross = averages.cross(direction) {
        guard next < end else { return nil }
        next += 1
        return numbers[next - 1]
      }
      func crosses(_ index: Int) -> Bool {
        let (before, after) = (scaled(index), scaled(index + 1))
        return direction > 0 ? after > 0 && before <= 0 : after < 0 && before >= 0
      }
      for index in first..<next { #expect(crosses(index) == (isCross && index == next - 1)) }
      #expect(averages.scaled == scaled(next))
      guard isCross else {
        #expect(next == end)
        continue
      }
      direction = -direction
      crossCount += 1
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
      let closes = (0..<Int64.random(in: 1...40, using: &random)).map { _ in
        Amount(units: Int64.random(in: 0...900, using: &random))
      }
      let isHolding = Bool.random(using: &random)
      many.mark(
        closes.span, 0..<closes.count, times: Int128(base), plus: rest, isHolding: isHolding)
      for close in closes {
        single.mark(rest + Int128(base) * Int128(close.units), isHolding: isHolding)
      }
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
