import Market
import TestSupport
import Testing

/// Trades of an outage that come afterwards, fetched by their ids.
@Suite struct CandleOutageTests {
  private static func settled(_ trades: [Trade], _ interval: Interval) -> ([Candle], Int64) {
    var builder = CandleBuilder(symbol: SymbolID(rawValue: 0), interval: interval)
    for trade in trades { _ = builder.add(trade) }
    builder.finish()
    let candles = builder.events.compactMap { event -> Candle? in
      if case .settled(let candle) = event { candle } else { nil }
    }
    return (candles, builder.lateDropped)
  }

  @Test func `trades of an outage of hours find their candles if fetched in time`() {
    // One trade a minute for five hours; two hours of them come after the outage, in two answers.
    let all = (0..<300).map {
      Trade.mock(Int64($0), atMs: Int64($0) * 60_000, price: Int64($0 + 1))
    }
    let tape = all[..<60] + all[180..<183] + all[60..<120] + all[183..<186] + all[120..<180]
    let (candles, late) = Self.settled(Array(tape + all[186...]), .m1)
    #expect(late == 0)
    #expect(candles == Self.settled(all, .m1).0)
    #expect(candles.count { $0.isComplete } == 298)
  }

  @Test func `what is not fetched within ten minutes of trading is late`() {
    let all = (0..<300).map { Trade.mock(Int64($0), atMs: Int64($0) * 60_000) }
    let (candles, late) = Self.settled(
      Array(all[..<60] + all[180..<200] + all[60..<120] + all[200...]), .m1)
    #expect(late == 60)
    #expect(candles.map(\.openTimeMs) == candles.map(\.openTimeMs).sorted())
    #expect(candles.count == 180)
  }

  @Test(arguments: [Interval.s1, .m1, .m5, .h1])
  func `any outage that is mended in time leaves no trace`(interval: Interval) {
    for seed in UInt64(1)...40 {
      var random = SeededRandom(seed: seed)
      let all = madeTrades(count: 4000, random: &random)
      let start = Int.random(in: 1..<3000, using: &random)
      let end = Int.random(in: start..<3500, using: &random)
      // The first trades after the outage, some of the missing ones, and so on: as long as no more
      // than ten minutes are traded meanwhile.
      var rest = all[end...]
      let deadlineUs = all[end].tradeTimeUs + CandleBuilder.lateWindowMs * 1000
      var tape = Array(all[..<start]) + [rest.removeFirst()]
      for trade in all[start..<end] {
        tape.append(trade)
        if Bool.random(using: &random), let next = rest.first, next.tradeTimeUs < deadlineUs {
          tape.append(rest.removeFirst())
        }
      }
      let (candles, late) = Self.settled(tape + rest, interval)
      #expect(late == 0, "seed \(seed)")
      #expect(candles == Self.settled(all, interval).0, "seed \(seed)")
    }
  }

  @Test func `a hostile tape does not make the candles that wait pile up`() {
    var builder = CandleBuilder(symbol: SymbolID(rawValue: 0), interval: .s1)
    _ = builder.add(.mock(0, atMs: 0))
    _ = builder.add(.mock(1_000_000, atMs: 4_000_000_000))
    for number in 1...100_000 {
      _ = builder.add(.mock(Int64(number) * 2, atMs: Int64(number) * 2000))
    }
    let settled = builder.events.count { if case .settled = $0 { true } else { false } }
    #expect(settled >= 99_999)
  }
}
