import Market
import TestSupport
import Testing

@testable import Backtest

struct FillComparisonTests {
  /// Minutes of two trades each, and the candles that they make.
  private static let market: (trades: [Trade], candles: [Candle]) = {
    var trades: [Trade] = []
    var candles: [Candle] = []
    for (minute, prices) in ["10 11", "12 13", "13 9", "9 14", "14 10"].enumerated() {
      let both = prices.split(separator: " ").map(String.init)
      let startUs = Int64(minute) * minuteUs
      let id = Int64(minute * 2)
      trades.append(trade(id, atUs: startUs + 1_000_000, both[0]))
      trades.append(trade(id + 1, atUs: startUs + 40_000_000, both[1]))
      let (a, b) = (amount(both[0]), amount(both[1]))
      candles.append(candle(Int64(minute), "\(a) \(max(a, b)) \(min(a, b)) \(b)"))
    }
    return (trades, candles)
  }()

  private static func play(
    _ script: Scripted, _ source: BacktestSettings.FillSource
  ) throws -> BacktestResult {
    var backtest = try Backtester(strategy: script, settings: settings(source))
    for (minute, candle) in market.candles.enumerated() {
      if source == .tape {
        for trade in market.trades[minute * 2..<minute * 2 + 2] { try backtest.add(trade) }
      }
      try backtest.add(candle)
    }
    return try backtest.finish(symbols: names)
  }

  private static func compare(_ script: Scripted) throws -> FillComparison {
    FillComparison(try play(script, .candles), try play(script, .tape))
  }

  @Test func `A market order at the close fills at the same price, a second later`() throws {
    let comparison = try Self.compare(
      Scripted(script: [0: { $0.buy(coin, quantity: amount("1")) }]))
    #expect(
      comparison.lines { "\($0)" } == [
        "differs  candles  buy 1 COINUSDT at 12, 60000000",
        "         tape     buy 1 COINUSDT at 12, 61000000  (time +1000 ms)",
        "1 orders traded: 0 the same, 1 differ, 0 in one alone",
        "final equity  candles 998  tape 998",
      ])
  }

  @Test func `A stop fills in the glide at its price, on the tape at the next print`() throws {
    let comparison = try Self.compare(
      Scripted(script: [
        0: { $0.buy(coin, quantity: amount("1")) },
        1: { $0.sell(coin, quantity: amount("1"), .stop(amount("11"))) },
      ]))
    #expect(comparison.differentCount == 2)
    let lines = comparison.lines { "\($0)" }
    #expect(lines[2].hasPrefix("differs  candles  sell 1 COINUSDT at 11, "))
    #expect(lines[3].hasPrefix("         tape     sell 1 COINUSDT at 9, 160000000  (price -2, "))
  }

  @Test func `The parts of an order on the tape are one fill at their mean price`() throws {
    let comparison = try Self.compare(
      Scripted(script: [0: { $0.buy(coin, quantity: amount("3")) }]))
    #expect(
      comparison.lines { "\($0)" }.prefix(2) == [
        "differs  candles  buy 3 COINUSDT at 12, 60000000",
        "         tape     buy 3 COINUSDT at 12.66666666 in 3 parts, 61000000  "
          + "(price +0.66666666, time +1000 ms)",
      ])
  }

  @Test func `What one alone has filled is reported`() throws {
    // A print holds 1, so that on the tape the order cannot be filled in full.
    let comparison = try Self.compare(
      Scripted(script: [
        0: {
          $0.buy(coin, quantity: amount("3"), .limit(amount("12.5")), timeInForce: .fillOrKill)
        }
      ]))
    #expect(
      comparison.lines { "\($0)" } == [
        "only on candles   buy 3 COINUSDT at 12, 60000000",
        "1 orders traded: 0 the same, 0 differ, 1 in one alone",
        "final equity  candles 994  tape 1000",
      ])
    #expect(comparison.json().contains(#""tape":null"#))
  }

  private static func traded(_ number: Int, _ timeUs: Int64, isSale: Bool) -> FillComparison.Traded
  {
    FillComparison.Traded(
      order: OrderID(rawValue: number), symbol: coin, side: isSale ? .sell : .buy, quantity: 1,
      paid: 1, timeUs: timeUs)
  }

  /// Orders in the order of time, some at the same.
  private static func many(_ count: Int, _ random: inout SeededRandom) -> [FillComparison.Traded] {
    var timeUs: Int64 = 0
    return (0..<count).map { number in
      timeUs += Int64.random(in: 0...30, using: &random)
      return traded(number, timeUs, isSale: Bool.random(using: &random))
    }
  }

  @Test(arguments: 0..<20)
  func `Pairs are those of a search through all that are left`(_ seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    let (candles, tape) = (Self.many(200, &random), Self.many(200, &random))
    var left = tape
    var expected: [OrderID: OrderID] = [:]
    for one in candles {
      guard
        let match = left.firstIndex(where: {
          $0.side == one.side && abs($0.timeUs - one.timeUs) < 20
        })
      else { continue }
      expected[one.order] = left.remove(at: match).order
    }
    var found: [OrderID: OrderID] = [:]
    let lines = FillComparison.pair(candles, tape, 20)
    for case .both(let one, let other) in lines { found[one.order] = other.order }
    #expect(found == expected, "seed \(seed)")
    #expect(lines.count == candles.count + tape.count - expected.count)
    #expect(lines.map(\.timeUs) == lines.map(\.timeUs).sorted())
  }

  /// A search through all that are left would take many minutes.
  @Test func `Hundreds of thousands of orders are paired in one pass`() {
    let tape = (0..<300_000).map { Self.traded($0, Int64($0) * 10, isSale: false) }
    let late = tape.map { Self.traded($0.order.rawValue, $0.timeUs + 5_000_000, isSale: false) }
    let lines = FillComparison.pair(late, tape, 20)
    #expect(lines.count { if case .both = $0 { false } else { true } } == 600_000)
  }

  @Test func `Runs without fills compare to nothing`() throws {
    let comparison = try Self.compare(Scripted())
    #expect(comparison.lines.isEmpty)
    #expect(
      comparison.lines { "\($0)" }.first == "0 orders traded: 0 the same, 0 differ, 0 in one alone")
  }
}
