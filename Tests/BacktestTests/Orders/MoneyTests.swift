import Basics
import Market
import TestSupport
import Testing

@testable import Backtest

struct MoneyTests {
  private static func account(
    _ orders: @escaping (inout Broker) -> Void, at price: String, cash: String = "1000",
    fee: String, feeAsset: FeeAsset
  ) throws -> BacktestResult {
    try run(
      Scripted(script: [0: orders]), [flat(0, price), flat(1, price)],
      settings(cash: cash, fee: fee, feeAsset: feeAsset)
    ).result
  }

  @Test func `A fee in the received asset is taken from the base bought`() throws {
    let result = try Self.account(
      { $0.buy(coin, quantity: amount("2")) }, at: "100", fee: "0.1%", feeAsset: .received)
    #expect(result.cash == amount("800"))
    #expect(result.positions.map(\.quantity) == [sum("1.998")])
    #expect(result.fees == sum("0.2"))
  }

  @Test func `A product is that of plain long division, to the last unit and either way`() {
    var random = SplitMix64(seed: 7)
    for round in 0..<2000 {
      // Of all sizes, and in every fourth round without a remainder.
      let a = Int64(random.next() >> (1 + random.next() % 63))
      var b = Int64(random.next() >> (1 + random.next() % 63))
      if round % 4 == 0 { b = b % 1_000_000 * 100_000_000 }
      let (quotient, remainder) = (Int128(a) * Int128(b)).quotientAndRemainder(
        dividingBy: 100_000_000)
      #expect(Exact.product(a, b, .down) == Int64(exactly: quotient), "\(a) × \(b)")
      let raised = remainder > 0 ? quotient + 1 : quotient
      #expect(Exact.product(a, b, .up) == Int64(exactly: raised), "\(a) × \(b)")
    }
  }

  @Test func `A fee in quote is paid on top`() throws {
    let result = try Self.account(
      { $0.buy(coin, quantity: amount("2")) }, at: "100", fee: "0.1%", feeAsset: .quote)
    #expect(result.cash == amount("799.8"))
    #expect(result.positions.map(\.quantity) == [sum("2")])
  }

  @Test func `Costs are rounded up and proceeds down, to the unit`() throws {
    // 0.00000003 × 0.33333333 = 0.0000000099…: costs 1 unit, brings none; the fee of it is 1 unit.
    let strategy = Scripted(script: [
      0: { $0.buy(coin, quantity: amount("0.00000003")) },
      1: { $0.sell(coin, quantity: amount("0.00000003")) },
    ])
    let price = "0.33333333"
    let (result, _) = try run(
      strategy, [flat(0, price), flat(1, price), flat(2, price)],
      settings(fee: "0.1%", feeAsset: .quote))
    #expect(result.fills.map(\.value) == [amount("0.00000001"), .zero])
    #expect(result.fills.map(\.fee) == [sum("0.00000001"), .zero])
    #expect(result.netProfit == sum("-0.00000002"))
  }

  @Test func `What cannot be paid is refused with Binance's code, and the run goes on`() throws {
    let strategy = Scripted(script: [
      0: {
        $0.buy(coin, quantity: amount("11"))
        $0.sell(coin, quantity: amount("0.1"))
        $0.buy(coin, quantity: amount("10"))
      }
    ])
    let (result, _) = try run(strategy, [flat(0, "100"), flat(1, "100")])
    #expect(result.rejections.map(\.code) == [.newOrderRejected, .newOrderRejected])
    #expect(
      result.rejections.first?.message
        == "Account has insufficient balance for requested action: needs 1100 quote, has 1000 free")
    #expect(result.fills.count == 1)
    #expect(result.cash == .zero)
  }

  @Test func `Orders that make no sense are refused when they are placed`() throws {
    let strategy = Scripted(script: [
      0: {
        $0.buy(coin, quantity: Amount.zero)
        $0.sell(coin, quantity: amount("-1"))
        $0.buy(coin, quote: .zero)
        $0.target(coin, share: ratio("1.01"))
        $0.buy(other, quantity: amount("1"))
        #expect($0.rejections.map(\.code.rawValue) == [-1013, -1013, -1013, -1013, -1121])
      }
    ])
    #expect(try run(strategy, [flat(0, "1"), flat(1, "1")]).result.fills == [])
  }

  @Test func `Open orders and kept rejections have limits`() throws {
    let strategy = Scripted(script: [
      0: {
        for _ in 0..<2500 { $0.buy(coin, quantity: amount("5000")) }
        #expect($0.openOrders.count == Broker.openOrdersMax)
      }
    ])
    let (result, _) = try run(strategy, [flat(0, "1"), flat(1, "1")])
    #expect(result.rejectedCount == 2500)
    #expect(result.rejections.count == Broker.rejectionsKeptMax)
    #expect(result.rejections.first?.code == .tooManyOrders)
  }

  @Test func `Sizes out of range are refused, not trapped on`() throws {
    let strategy = Scripted(script: [
      0: {
        $0.buy(coin, quantity: Amount(units: .max))
        $0.sell(coin, quote: Amount(units: .max))
        $0.sell(coin, quantity: Amount(units: .max))
        $0.buy(coin, quote: Amount(units: .max))
      }
    ])
    // At the lowest price the largest quantity costs 922.33720369, and is sold again.
    for (price, refused) in [("0.00000001", 2), ("1", 4), ("92233720368.54775807", 4)] {
      let (result, _) = try run(strategy, [flat(0, price), flat(1, price)])
      #expect(result.rejectedCount == refused)
      #expect(result.fills.count == 4 - refused)
    }
  }

  @Test func `Buying for an amount of quote spends no more, fee included`() throws {
    for feeAsset in FeeAsset.allCases {
      let result = try Self.account(
        { $0.buy(coin, quote: amount("100")) }, at: "7", fee: "0.1%", feeAsset: feeAsset)
      let spent = 100_000_000_000 - result.cash.units
      #expect(spent <= 10_000_000_000 && spent > 9_999_999_990)
    }
  }

  @Test func `Selling for an amount of quote brings no less, before the fee`() throws {
    let strategy = Scripted(script: [
      0: { $0.buy(coin, quantity: amount("100")) }, 1: { $0.sell(coin, quote: amount("100")) },
    ])
    let (result, _) = try run(strategy, [flat(0, "7"), flat(1, "7"), flat(2, "7")])
    #expect(result.fills.last?.quantity == sum("14.28571429"))
    #expect(result.fills.last?.value == amount("100.00000003"))
  }

  @Test func `A target goes to its share of the account and back`() throws {
    let strategy = Scripted(script: [
      0: { $0.target(coin, share: .percent(50)) }, 1: { $0.target(coin, share: .percent(25)) },
      2: { $0.target(coin, share: .percent(25)) }, 3: { $0.target(coin, share: .zero) },
    ])
    let (result, _) = try run(
      strategy, (0..<5).map { flat($0, $0 < 2 ? "100" : "200") })
    // 500 buys 5 at 100; worth 1500 at 200, of which 375 is 1.875: sells 3.125; is there; sells it.
    #expect(result.fills.map(\.quantity) == ["5", "3.125", "1.875"].map(sum))
    #expect(result.cash == amount("1500"))
  }

  @Test func `All-in never bounces, at any price and fee`() throws {
    var random = SeededRandom(seed: 11)
    for round in 0..<500 {
      let price = Amount(units: random.upTo(bits: 1...50))
      let cash = Amount(units: random.upTo(bits: 1...50))
      let fee = Ratio(parts: .random(in: 0...5_000_000, using: &random))
      let result = try Self.account(
        { $0.target(coin, share: .one) }, at: price.description, cash: cash.description,
        fee: fee.text, feeAsset: round.isMultiple(of: 2) ? .quote : .received)
      // Cash that buys more than an amount can count is refused as out of range.
      let isCountable = Int128(cash.units) * 100_000_000 / Int128(price.units) <= Int128(Int64.max)
      let context: Comment = "round \(round): \(price) \(cash) \(fee.text)"
      #expect(!isCountable || result.rejectedCount == 0, context)
      // What is left does not pay for one unit more (and its fee, at most 5 %, and two roundings).
      #expect(!isCountable || result.cash.units <= price.units / 95_000_000 + 3, context)
    }
  }

  @Test(arguments: [
    BacktestSettings(interval: .m1, cash: .zero), BacktestSettings(interval: .m1, fee: .one),
    BacktestSettings(interval: .m1, fee: ratio("-0.1")),
    BacktestSettings(interval: .m1, slippage: .ticks(-1)),
    BacktestSettings(interval: .m1, slippage: .share(.one)),
    BacktestSettings(interval: .m1, latencyUs: -1),
    BacktestSettings(interval: .m1, latencyUs: BacktestSettings.latencyUsMax + 1),
  ])
  func `Settings out of range are refused`(_ settings: BacktestSettings) {
    #expect(throws: BacktestError.self) {
      try Backtester(strategy: Scripted(), settings: settings)
    }
  }

  @Test func `Round trips are matched first in, first out, and share costs to the unit`() throws {
    let strategy = Scripted(script: [
      0: { $0.buy(coin, quantity: amount("1")) }, 1: { $0.buy(coin, quantity: amount("2")) },
      2: { $0.sell(coin, quantity: amount("2")) }, 3: { $0.sell(coin, quantity: amount("1")) },
    ])
    let (result, _) = try run(
      strategy, ["10", "10", "13", "20", "20"].enumerated().map { flat(Int64($0), $1) })
    // Sells 2 at 20: one bought at 10, one at 13. Then the last one, bought at 13.
    #expect(result.roundTrips.map(\.entryPrice) == ["11.5", "13"].map(amount))
    #expect(result.roundTrips.map(\.profit) == ["17", "7"].map(sum))
    #expect(result.roundTrips.map(\.entryTimeUs) == [minuteUs, 2 * minuteUs])
    #expect(result.winRate == .one)
  }

  @Test(arguments: [
    ("0.1%", 100_000), ("0.001", 100_000), ("100%", 100_000_000), ("0.075%", 75_000),
    ("-1%", -1_000_000),
    ("0.000001%", 1),
  ])
  func `Ratios are read exactly`(_ text: String, _ parts: Int64) {
    #expect(Ratio(text)?.parts == parts)
  }

  @Test(arguments: ["", "%", "0,1%", "0.1 %", "1e-3", "0.0000001%", "0.000000001", "ten"])
  func `What is no ratio is none`(_ text: String) { #expect(Ratio(text) == nil) }
}

/// A coin so cheap that an amount of 64 bits does not hold what is bought of it.
struct CheapCoinTests {
  private static let price = "0.00000123"

  @Test func `More than 92 billion of a coin are bought, held, marked and sold`() throws {
    let strategy = Scripted(script: [
      0: { $0.target(coin, share: .one) },
      2: {
        #expect($0.sellable(coin) > sum("160000000000"))
        $0.sell(coin, quantity: $0.sellable(coin), .limit(amount("0.0000013")))
      },
    ])
    let high = candle(4, "0.00000123 0.0000014 0.00000123 0.0000014")
    let candles = (0..<4).map { flat($0, Self.price) } + [high]
    var settings = settings(cash: "200000", fee: "0.1%")
    settings.interval = .m1
    let (result, _) = try run(strategy, candles, settings)
    #expect(result.rejectedCount == 0)
    #expect(result.fills.map(\.side) == [.buy, .sell])
    #expect(result.fills[0].quantity == sum("162601626016.2601626"))
    #expect(result.fills[1].quantity == sum("162439024390.24390243"))
    #expect(result.roundTrips.map(\.quantity) == [sum("162439024390.24390243")])
    #expect(result.finalEquity > sum("210000") && result.buyAndHoldEquity != nil)
  }

  @Test func `A bracket protects all of it`() throws {
    let strategy = Scripted(script: [
      0: {
        $0.buy(
          coin, quote: amount("150000"),
          exits: Order.Exits(takeProfit: amount("0.00000130"), stopLoss: amount("0.00000110")))
      }
    ])
    let low = candle(3, "0.00000123 0.00000123 0.000001 0.000001")
    let candles = (0..<3).map { flat($0, Self.price) } + [low]
    let (result, _) = try run(strategy, candles, settings(cash: "200000"))
    #expect(
      result.fills.map(\.quantity) == [sum("121951219512.19512195"), sum("121951219512.19512195")])
    #expect(result.positions.isEmpty)
  }
}
