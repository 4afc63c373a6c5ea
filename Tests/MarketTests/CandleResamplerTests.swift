import Market
import TestSupport
import Testing

/// Hours of minutes, each child written as its minute.
@Suite struct CandleResamplerTests {
  private var resampler = CandleResampler(interval: .m5)

  private static func child(
    _ minute: Int64, price: Int64 = 100, trades: Int64 = 1, interval: Interval = .m1
  ) -> Candle {
    let open = minute * 60_000
    return Candle(
      symbol: SymbolID(rawValue: 0), interval: interval,
      decimals: Decimals(price: 0, quantity: 0), isComplete: true, openTimeMs: open,
      closeTimeMs: interval.nextOpenTimeMs(open) - 1, open: .whole(price), high: .whole(price),
      low: .whole(price), close: .whole(price), volume: AmountSum(.whole(trades)),
      quoteVolume: AmountSum(.whole(trades * price)), takerBuyVolume: .zero,
      takerBuyQuoteVolume: .zero, tradeCount: trades,
      firstTradeId: trades == 0 ? -1 : minute * 10,
      lastTradeId: trades == 0 ? -1 : minute * 10 + trades - 1)
  }

  /// What, open time in minutes, open, high, low, close, trades, ids, `!` if complete.
  private mutating func add(_ candle: Candle) -> [String] {
    let said = resampler.add(candle)
    #expect(said == !resampler.events.isEmpty)
    return events()
  }

  private mutating func finish() -> [String] {
    resampler.finish()
    return events()
  }

  private mutating func events() -> [String] {
    defer { resampler.events.removeAll() }
    return resampler.events.map { event in
      let candle = event.candle
      let what =
        switch event {
        case .closed: "closed"
        case .amended: "amended"
        case .settled: "settled"
        }
      return "\(what) \(candle.openTimeMs / 60_000): \(candle.open) \(candle.high) \(candle.low) "
        + "\(candle.close) n\(candle.tradeCount) \(candle.firstTradeId)-\(candle.lastTradeId)"
        + (candle.isComplete ? "!" : "")
    }
  }

  @Test mutating func `the last child closes, the window settles`() {
    for minute in 0...3 as ClosedRange<Int64> {
      #expect(add(Self.child(minute, price: minute + 1)) == [])
    }
    #expect(add(Self.child(4, price: 3)) == ["closed 0: 1 4 1 3 n5 0-40!"])
    for minute in 5...8 as ClosedRange<Int64> { #expect(add(Self.child(minute)) == []) }
    #expect(add(Self.child(9)).count == 1)
    for minute in 10...13 as ClosedRange<Int64> { #expect(add(Self.child(minute)) == []) }
    #expect(add(Self.child(14)).count == 1)
    #expect(add(Self.child(15)) == ["settled 0: 1 4 1 3 n5 0-40!"])
    #expect(
      finish() == [
        "settled 5: 100 100 100 100 n5 50-90!", "settled 10: 100 100 100 100 n5 100-140!",
        "settled 15: 100 100 100 100 n1 150-150",
      ])
  }

  @Test mutating func `a child beyond the end closes, a slot is missing`() {
    for minute in [0, 1, 2, 4] as [Int64] { _ = add(Self.child(minute)) }
    _ = add(Self.child(5))
    #expect(add(Self.child(10)) == ["closed 5: 100 100 100 100 n1 50-50"])
    #expect(finish().count == 3)
  }

  @Test mutating func `a late child completes`() {
    for minute in [0, 1, 3] as [Int64] { _ = add(Self.child(minute)) }
    #expect(add(Self.child(4, price: 7)) == ["closed 0: 100 100 7 7 n4 0-40"])
    #expect(add(Self.child(2, price: 200)) == ["amended 0: 100 200 7 7 n5 0-40!"])
    #expect(resampler.restated == 0)
  }

  @Test mutating func `a restated child replaces`() {
    for minute in 0...3 as ClosedRange<Int64> { _ = add(Self.child(minute)) }
    #expect(add(Self.child(1, price: 50)) == [])
    #expect(add(Self.child(4)) == ["closed 0: 100 100 50 100 n5 0-40!"])
    #expect(add(Self.child(4)) == [])
    #expect(add(Self.child(1, price: 60, trades: 2)) == ["amended 0: 100 100 60 100 n6 0-40!"])
    #expect(resampler.restated == 2)
  }

  @Test mutating func `children too late are dropped, those of a silent interval make it`() {
    for minute in [0, 10, 15] as [Int64] { _ = add(Self.child(minute)) }
    #expect(add(Self.child(6)) == ["amended 5: 100 100 100 100 n1 60-60"])
    #expect(add(Self.child(1)) == [])
    #expect(resampler.lateDropped == 1)
    #expect(finish().map { $0.prefix(10) } == ["settled 5:", "settled 10", "settled 15"])
  }

  @Test mutating func `empty children give no price, unless all are empty`() {
    _ = add(Self.child(0, price: 1, trades: 0))
    _ = add(Self.child(1, price: 5))
    _ = add(Self.child(2, price: 4))
    _ = add(Self.child(3, price: 9, trades: 0))
    #expect(add(Self.child(4, price: 9, trades: 0)) == ["closed 0: 5 5 4 4 n2 10-20!"])
    for minute in 5...8 as ClosedRange<Int64> { _ = add(Self.child(minute, price: 4, trades: 0)) }
    #expect(add(Self.child(9, price: 4, trades: 0)) == ["closed 5: 4 4 4 4 n0 -1--1!"])
  }

  @Test mutating func `the close time is the end, unless the last child was cut short`() {
    var halted = Self.child(1)
    halted.closeTimeMs = 61_234
    for child in [Self.child(0), halted, Self.child(7)] { _ = resampler.add(child) }
    resampler.finish()
    #expect(resampler.events.settled.map(\.closeTimeMs) == [61_234, 599_999])
    resampler.events.removeAll()
    for child in [halted, Self.child(2)] { _ = resampler.add(child) }
    halted.openTimeMs = 240_000
    halted.closeTimeMs = .max
    _ = resampler.add(halted)
    resampler.finish()
    #expect(resampler.events.settled.map(\.closeTimeMs) == [299_999])
  }

  @Test mutating func `an incomplete child leaves its parent incomplete`() {
    for minute in 0...3 as ClosedRange<Int64> { _ = add(Self.child(minute)) }
    var last = Self.child(4)
    last.isComplete = false
    #expect(add(last) == ["closed 0: 100 100 100 100 n5 0-40"])
  }

  @Test mutating func `what cannot be a child is refused`() {
    #expect(add(Self.child(0, interval: .m15)) == [])
    #expect(add(Self.child(0, interval: .m3)) == [])
    #expect(add(Self.child(1)) == [])
    #expect(add(Self.child(0, interval: .s1)) == [])
    var child = Self.child(2)
    child.openTimeMs += 1
    #expect(add(child) == [])
    child.openTimeMs = .max
    #expect(add(child) == [])
    child = Self.child(2)
    child.symbol = SymbolID(rawValue: 1)
    #expect(add(child) == [])
    #expect(resampler.refused == 6)
    #expect(finish() == ["settled 0: 100 100 100 100 n1 10-10"])
  }

  @Test mutating func `sums of any size do not crash`() {
    for minute in 0...4 as ClosedRange<Int64> {
      var child = Self.child(minute)
      child.volume = AmountSum(units: .max)
      child.quoteVolume = AmountSum(units: .min)
      child.tradeCount = .max
      _ = resampler.add(child)
    }
    resampler.finish()
    #expect(resampler.events.settled.first?.volume == AmountSum(units: .max))
    #expect(resampler.events.settled.first?.tradeCount == .max)
  }

  /// More children than are kept: the sums do not notice, replacing an old one does.
  @Test func `old children of a long candle are added up`() {
    var month = CandleResampler(interval: .mo1)
    let count = Int64(CandleResampler.childrenMax) + 10
    for second in 0..<count {
      var child = Self.child(0, price: second + 1, interval: .s1)
      child.openTimeMs = second * 1000
      child.closeTimeMs = second * 1000 + 999
      _ = month.add(child)
    }
    var child = Self.child(0, price: 1, trades: 3, interval: .s1)
    _ = month.add(child)
    #expect(month.lateDropped == 1)
    child.openTimeMs = (count - 5) * 1000
    _ = month.add(child)
    #expect(month.restated == 1)
    month.finish()
    let candle = month.events[0].candle
    #expect(candle.tradeCount == count + 2)
    #expect(candle.open == .whole(1))
    #expect(candle.high == .whole(count))
    #expect(candle.low == .whole(1))
    #expect(candle.close == .whole(count))
  }

  @Test(arguments: [51, 52, 53] as [UInt64])
  func `minutes rolled up equal candles built directly`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var trades = madeTrades(count: 1500, random: &random)
    trades.removeAll { $0.id % 701 == 0 }  // missing trades show at every level
    var filler = CandleFiller(interval: .m1)
    var minutes: [Candle] = []
    for candle in CandleBuilder.settled(trades, .m1) {
      filler.fill(candle) { minutes.append($0) }
    }
    for interval in [Interval.m1, .m3, .m5, .h1, .d1, .d3, .w1, .mo1] {
      let direct = CandleBuilder.settled(trades, interval)
      let rolled = CandleResampler.settled(minutes, interval).filter { $0.tradeCount > 0 }
      #expect(rolled == direct, "seed \(seed), \(interval)")
    }
  }

  /// In any order within the window, with children that come twice.
  @Test(arguments: [61, 62] as [UInt64])
  func `children in any order come to the same`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let minutes = (0..<60).map { Self.child($0, price: 100 + $0 * 7 % 13) }
    let expected = CandleResampler.settled(minutes, .m15)
    let stale = minutes.map { Self.child($0.openTimeMs / 60_000, price: 1) }
    let delayed = (stale + minutes).enumerated().map { index, child in
      (child, child.openTimeMs + (index < 60 ? 0 : .random(in: 1...540_000, using: &random)))
    }
    let shuffled = delayed.sorted { ($0.1, $0.0.low) < ($1.1, $1.0.low) }.map(\.0)
    #expect(CandleResampler.settled(shuffled, .m15) == expected, "seed \(seed)")
  }
}
