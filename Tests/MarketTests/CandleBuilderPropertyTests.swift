import Market
import TestSupport
import Testing

@Suite struct CandleBuilderPropertyTests {
  /// The definition of a candle, without any thought of speed.
  private static func candles(_ trades: [Trade], _ interval: Interval) -> [Candle] {
    func open(_ trade: Trade) -> Int64 {
      interval.openTimeMs(atMs: trade.tradeTimeUs / 1000, anchorDay: RealMarket.firstDayOfBTC)
    }
    let byId = trades.sorted { $0.id < $1.id }
    return Set(byId.map(open)).sorted().map { start in
      let own = byId.filter { open($0) == start }
      let bought = own.filter { !$0.isBuyerMaker }
      func quote(_ trades: [Trade]) -> Int128 {
        trades.reduce(0) { $0 + Int128($1.price.units) * Int128($1.quantity.units) / 100_000_000 }
      }
      func base(_ trades: [Trade]) -> Int128 { trades.reduce(0) { $0 + Int128($1.quantity.units) } }
      let first = own[0].id
      let last = own[own.count - 1].id
      return Candle(
        symbol: RealMarket.symbol, interval: interval, decimals: own[0].decimals,
        isComplete: first > byId[0].id && last < byId[byId.count - 1].id
          && Int64(own.count) == last - first + 1,
        openTimeMs: start, closeTimeMs: interval.nextOpenTimeMs(start) - 1, open: own[0].price,
        high: own.map(\.price).max()!, low: own.map(\.price).min()!,
        close: own[own.count - 1].price, volume: AmountSum(units: base(own)),
        quoteVolume: AmountSum(units: quote(own)), takerBuyVolume: AmountSum(units: base(bought)),
        takerBuyQuoteVolume: AmountSum(units: quote(bought)), tradeCount: Int64(own.count),
        firstTradeId: first, lastTradeId: last)
    }
  }

  @Test(arguments: [Interval.s1, .m1, .m15, .d3, .mo1], [11, 12, 13] as [UInt64])
  func `delays within the window change nothing`(interval: Interval, seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let trades = madeTrades(count: 300, random: &random)
    let expected = Self.candles(trades, interval)
    #expect(CandleBuilder.settled(trades, interval) == expected, "seed \(seed)")
    let windowUs = CandleBuilder.lateWindowMs * 1000
    let delayed = trades.map { ($0, $0.tradeTimeUs + .random(in: 0...windowUs, using: &random)) }
      .sorted { $0.1 < $1.1 }.map(\.0)
    let settled = CandleBuilder.settled(delayed, interval)
    #expect(settled.count == expected.count, "seed \(seed)")
    for (candle, expected) in zip(settled, expected) {
      #expect(candle == expected, "seed \(seed)")
    }
  }

  @Test(arguments: [21, 22, 23] as [UInt64])
  func `events keep their order whatever comes`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var builder = CandleBuilder(symbol: RealMarket.symbol, interval: .m1)
    let trades = madeTrades(count: 3000, random: &random)
    for index in trades.indices {
      // Now and then a trade that may be far too late.
      let late =
        Int.random(in: 0..<5, using: &random) == 0
        ? Int.random(in: 0...index, using: &random) : index
      _ = builder.add(trades[late])
    }
    builder.finish()
    var closed = Int64.min
    var settled = Int64.min
    for event in builder.events {
      let time = event.candle.openTimeMs
      switch event {
      case .closed:
        #expect(time > closed && time > settled, "seed \(seed)")
        closed = time
      case .amended:
        #expect(time > settled && time <= closed, "seed \(seed)")
      case .settled:
        #expect(time > settled, "seed \(seed)")
        settled = time
      }
    }
    #expect(builder.lateDropped > 0)
  }

  /// Whatever a file may hold: no number traps.
  @Test(arguments: [31, 32] as [UInt64])
  func `extreme numbers do not crash`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    func extreme() -> Int64 {
      let edges: [Int64] = [.min, .min + 1, -1, 0, 1, .max - 1, .max, Interval.timeMsMax * 1000]
      return Bool.random(using: &random)
        ? edges.randomElement(using: &random)! &+ Int64.random(in: -2...2, using: &random)
        : Int64(truncatingIfNeeded: random.next()) >> Int64.random(in: 0...63, using: &random)
    }
    var builders = Interval.allCases.map {
      CandleBuilder(symbol: RealMarket.symbol, interval: $0, anchorDay: extreme())
    }
    var text: [UInt8] = []
    var clockUs: Int64 = 0
    for round in 0..<1000 {
      // A time at the end of the range makes everything after it late: not before the end.
      clockUs += .random(in: 0...1_000_000_000, using: &random)
      let wild = round > 950 || Int.random(in: 0..<9, using: &random) == 0
      var trade = Trade(
        symbol: RealMarket.symbol, id: extreme(), firstTradeId: extreme(), lastTradeId: extreme(),
        price: Amount(units: extreme()), quantity: Amount(units: extreme()),
        tradeTimeUs: wild ? min(extreme(), round > 950 ? .max : clockUs) : clockUs,
        isBuyerMaker: Bool.random(using: &random),
        decimals: Decimals(price: UInt8(truncatingIfNeeded: random.next()), quantity: 255))
      if !wild {
        trade.lastTradeId = trade.firstTradeId
        trade.price.units = max(1, trade.price.units)
        trade.quantity.units = max(1, trade.quantity.units)
      }
      for index in builders.indices where builders[index].add(trade) {
        for event in builders[index].events { KlineText.append(event.candle, to: &text) }
        builders[index].events.removeAll()
      }
    }
    for index in builders.indices { builders[index].finish() }
    #expect(text.count > 1000, "seed \(seed)")
  }

  @Test func `the quote of a trade is cut off, on all three paths of the division`() {
    let seed: UInt64 = 41
    var random = SeededRandom(seed: seed)
    for round in 0..<5000 {
      let a = Int64(truncatingIfNeeded: random.next()) >> Int64.random(in: 0...62, using: &random)
      let b = Int64(truncatingIfNeeded: random.next()) >> Int64.random(in: 0...62, using: &random)
      let sum = AmountSum(price: Amount(units: a), times: Amount(units: b))
      #expect(sum.units == Int128(a) * Int128(b) / 100_000_000, "seed \(seed), round \(round)")
    }
    let least = AmountSum(price: Amount(units: .min), times: Amount(units: .min))
    #expect(least.units == Int128(1) << 126 / 100_000_000)
  }
}
