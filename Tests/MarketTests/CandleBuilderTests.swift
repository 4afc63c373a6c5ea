import Market
import TestSupport
import Testing

/// Minutes of a made tape; a minute is 60,000 ms, the window ten of them.
@Suite struct CandleBuilderTests {
  private var builder = CandleBuilder(symbol: SymbolID(rawValue: 0), interval: .m1)

  /// Adds a trade and takes the events out, each as text: what, open time in minutes, open, high, low,
  /// close, trades, first and last id, `!` if complete.
  private mutating func add(_ trade: Trade) -> [String] {
    let said = builder.add(trade)
    defer { builder.events.removeAll() }
    #expect(said == !builder.events.isEmpty)
    return builder.events.map(Self.text)
  }

  private mutating func finish() -> [String] {
    builder.finish()
    defer { builder.events.removeAll() }
    return builder.events.map(Self.text)
  }

  private static func text(_ event: CandleEvent) -> String {
    let candle = event.candle
    let what =
      switch event {
      case .closed: "closed"
      case .amended: "amended"
      case .settled: "settled"
      }
    #expect(candle.closeTimeMs == candle.openTimeMs + 59_999)
    return "\(what) \(candle.openTimeMs / 60_000): \(candle.open) \(candle.high) \(candle.low) "
      + "\(candle.close) n\(candle.tradeCount) \(candle.firstTradeId)-\(candle.lastTradeId)"
      + (candle.isComplete ? "!" : "")
  }

  @Test mutating func `a trade at or past the end closes, and is not part of what it closes`() {
    #expect(add(.mock(7, atMs: 60_000, price: 5)) == [])
    #expect(add(.mock(8, atMs: 119_999, price: 6)) == [])
    #expect(add(.mock(9, atMs: 120_000, price: 9)) == ["closed 1: 5 6 5 6 n2 7-8"])
    #expect(add(.mock(10, atMs: 120_000, price: 4)) == [])
    #expect(add(.mock(11, atMs: 180_000, price: 4)) == ["closed 2: 9 9 4 4 n2 9-10!"])
    #expect(
      finish() == [
        "settled 1: 5 6 5 6 n2 7-8", "settled 2: 9 9 4 4 n2 9-10!", "settled 3: 4 4 4 4 n1 11-11",
      ])
  }

  @Test mutating func `the last microsecond belongs to the candle`() {
    var trade = Trade.mock(1, atMs: 0)
    #expect(add(trade) == [])
    trade = .mock(2, atMs: 59_999)
    trade.tradeTimeUs += 999
    #expect(add(trade) == [])
    trade.id = 3
    trade.tradeTimeUs += 1
    #expect(add(trade).count == 1)
  }

  @Test mutating func `silent intervals are not emitted`() {
    #expect(add(.mock(1, atMs: 0)) == [])
    #expect(add(.mock(2, atMs: 300_000)) == ["closed 0: 100 100 100 100 n1 1-1"])
    #expect(add(.mock(3, atMs: 360_000)) == ["closed 5: 100 100 100 100 n1 2-2!"])
  }

  @Test mutating func `ids decide open and close where they come out of order`() {
    _ = add(.mock(5, atMs: 1000, price: 50))
    #expect(add(.mock(7, atMs: 1000, price: 70)) == [])
    #expect(add(.mock(6, atMs: 1000, price: 60)) == [])
    #expect(add(.mock(4, atMs: 1000, price: 40)) == [])
    #expect(finish() == ["settled 0: 40 70 40 70 n4 4-7"])
  }

  @Test mutating func `sums, the taker's side, the quote cut off`() throws {
    var trade = Trade.mock(1, atMs: 0, buyerIsMaker: false)
    trade.price = try #require(Amount("0.03456789"))
    trade.quantity = try #require(Amount("0.123"))
    _ = add(trade)  // quote 0.00425185047, cut to 0.00425185
    trade.id = 2
    trade.isBuyerMaker = true
    _ = add(trade)
    builder.finish()
    let candle = try #require(builder.events.first?.candle)
    #expect(candle.volume.description == "0.246")
    #expect(candle.takerBuyVolume.description == "0.123")
    #expect(candle.quoteVolume.description == "0.0085037")
    #expect(candle.takerBuyQuoteVolume.description == "0.00425185")
    #expect(candle.decimals == Decimals(price: 2, quantity: 3))
  }

  @Test mutating func `a late trade amends, and completes`() {
    _ = add(.mock(1, atMs: 0))
    #expect(add(.mock(2, atMs: 60_000, price: 20)).count == 1)
    #expect(add(.mock(4, atMs: 120_000)) == ["closed 1: 20 20 20 20 n1 2-2"])
    #expect(add(.mock(5, atMs: 180_000)).count == 1)
    #expect(add(.mock(3, atMs: 70_000, price: 30)) == ["amended 1: 20 30 20 30 n2 2-3!"])
    #expect(builder.lateDropped == 0)
  }

  /// Its id is higher than all seen: the time decides.
  @Test mutating func `a time that lies back makes a trade late whatever its id`() {
    _ = add(.mock(1, atMs: 0, price: 1))
    _ = add(.mock(2, atMs: 60_000, price: 2))
    #expect(add(.mock(3, atMs: 59_999, price: 3)) == ["amended 0: 1 3 1 3 n2 1-3"])
    #expect(finish() == ["settled 0: 1 3 1 3 n2 1-3", "settled 1: 2 2 2 2 n1 2-2"])
  }

  @Test mutating func `a late trade makes the candle of a silent interval`() {
    _ = add(.mock(5, atMs: 60_000))
    _ = add(.mock(9, atMs: 240_000))
    #expect(add(.mock(7, atMs: 120_000)) == ["amended 2: 100 100 100 100 n1 7-7"])
    #expect(add(.mock(8, atMs: 180_000)) == ["amended 3: 100 100 100 100 n1 8-8!"])
    #expect(add(.mock(4, atMs: 0)) == ["amended 0: 100 100 100 100 n1 4-4"])
    #expect(
      finish().map { $0.prefix(9) } == (0...4).map { "settled \($0)" })
  }

  @Test mutating func `a candle settles just past the window, and then is closed to late trades`() {
    _ = add(.mock(1, atMs: 0))
    #expect(add(.mock(2, atMs: 660_000)) == ["closed 0: 100 100 100 100 n1 1-1"])
    #expect(add(.mock(3, atMs: 1)) == ["amended 0: 100 100 100 100 n2 1-3"])
    var trade = Trade.mock(4, atMs: 660_000)
    trade.tradeTimeUs += 1
    #expect(add(trade) == ["settled 0: 100 100 100 100 n2 1-3"])
    #expect(add(.mock(0, atMs: 2)) == [])
    #expect(builder.lateDropped == 1)
    // A silent interval is closed to them likewise.
    #expect(add(.mock(6, atMs: 1_320_000)).count == 1)
    #expect(add(.mock(5, atMs: 659_999)) == [])
    #expect(builder.lateDropped == 2)
  }

  /// The window of missing ids ends with that of the trade after them.
  @Test mutating func `a candle before missing ids settles when they can no longer come`() {
    _ = add(.mock(1, atMs: 0))
    _ = add(.mock(2, atMs: 60_000))
    #expect(
      add(.mock(4, atMs: 900_000)) == [
        "closed 1: 100 100 100 100 n1 2-2", "settled 0: 100 100 100 100 n1 1-1",
      ])
    #expect(add(.mock(1, atMs: 60_000)) == [])
    #expect(builder.lateDropped == 1)
    #expect(
      add(.mock(3, atMs: 890_000)) == [
        "amended 14: 100 100 100 100 n1 3-3!", "settled 1: 100 100 100 100 n1 2-2!",
      ])
    #expect(
      add(.mock(6, atMs: 1_560_000)) == [
        "closed 15: 100 100 100 100 n1 4-4", "settled 14: 100 100 100 100 n1 3-3!",
      ])
    #expect(add(.mock(7, atMs: 2_160_000)).count == 1)
    var trade = Trade.mock(8, atMs: 2_160_000)
    trade.tradeTimeUs += 1
    #expect(add(trade) == ["settled 15: 100 100 100 100 n1 4-4"])
  }

  @Test mutating func `a jump closes and settles at once, in this order`() {
    _ = add(.mock(1, atMs: 0))
    _ = add(.mock(2, atMs: 60_000))
    #expect(
      add(.mock(3, atMs: 10_000_000)).map { $0.prefix(9) } == [
        "closed 1:", "settled 0", "settled 1",
      ])
  }

  @Test mutating func `a missing id leaves both neighbours incomplete`() {
    for (id, minute) in [(1, 0), (2, 1), (3, 2), (5, 3), (6, 4), (7, 5)] as [(Int64, Int64)] {
      _ = add(.mock(id, atMs: minute * 60_000))
    }
    #expect(finish().map { $0.hasSuffix("!") } == [false, true, false, false, true, false])
  }

  @Test mutating func `a missing id within leaves a candle incomplete`() {
    for (id, minute) in [(1, 0), (2, 1), (4, 1), (5, 2)] as [(Int64, Int64)] {
      _ = add(.mock(id, atMs: minute * 60_000))
    }
    #expect(finish()[1] == "settled 1: 100 100 100 100 n2 2-4")
  }

  @Test mutating func `aggregates count their trades, and are proven by the trades within`() {
    func aggregate(_ id: Int64, _ first: Int64, _ last: Int64, atMs timeMs: Int64) -> Trade {
      var trade = Trade.mock(id, atMs: timeMs)
      trade.firstTradeId = first
      trade.lastTradeId = last
      return trade
    }
    _ = add(aggregate(1, 100, 104, atMs: 0))
    _ = add(aggregate(2, 105, 105, atMs: 60_000))
    _ = add(aggregate(3, 106, 109, atMs: 60_000))
    _ = add(aggregate(4, 110, 110, atMs: 120_000))
    _ = add(aggregate(5, 112, 112, atMs: 120_000))
    _ = add(aggregate(6, 113, 113, atMs: 180_000))
    let candles = finish()
    #expect(candles[1] == "settled 1: 100 100 100 100 n5 105-109!")
    // Trade 111 is in no aggregate.
    #expect(candles[2] == "settled 2: 100 100 100 100 n2 110-112")
  }

  @Test mutating func `what is no trade of the market changes no figure, but its id was seen`() {
    _ = add(.mock(1, atMs: 0))
    _ = add(.mock(2, atMs: 60_000))
    #expect(add(.mock(3, atMs: 60_001, price: 0)) == [])
    #expect(add(.mock(4, atMs: 120_000, quantity: 0)) == [])
    #expect(add(.mock(5, atMs: 120_000)) == ["closed 1: 100 100 100 100 n1 2-2!"])
    #expect(add(.mock(99, atMs: 120_000, price: -1)) == [])
    #expect(add(.mock(6, atMs: 180_000)) == ["closed 2: 100 100 100 100 n1 5-5!"])
    #expect(builder.excluded == 3)
  }

  @Test mutating func `times and id ranges that cannot be true are excluded`() {
    var trade = Trade.mock(1, atMs: -1)
    #expect(add(trade) == [])
    trade.tradeTimeUs = -1
    #expect(add(trade) == [])
    trade.tradeTimeUs = .max
    #expect(add(trade) == [])
    trade = .mock(1, atMs: 0)
    trade.firstTradeId = 2
    #expect(add(trade) == [])
    trade.firstTradeId = .min
    #expect(add(trade) == [])
    trade.firstTradeId = 0
    trade.lastTradeId = .max
    #expect(add(trade) == [])
    #expect(builder.excluded == 6)
    #expect(finish() == [])
  }

  @Test mutating func `after finish a new input can begin`() {
    #expect(finish() == [])
    _ = add(.mock(8, atMs: 600_000))
    #expect(finish() == ["settled 10: 100 100 100 100 n1 8-8"])
    _ = add(.mock(9, atMs: 0))
    _ = add(.mock(10, atMs: 60_000))
    #expect(finish().map { $0.hasSuffix("!") } == [false, false])
  }
}
