import Market
import TestSupport

@testable import Backtest

/// `"61837.63"` as an amount; for literals in tests.
func amount(_ text: String) -> Amount {
  guard let amount = Amount(text) else { preconditionFailure("no amount: \(text)") }
  return amount
}

func sum(_ text: String) -> AmountSum {
  guard let sum = AmountSum(text) else { preconditionFailure("no sum: \(text)") }
  return sum
}

func ratio(_ text: String) -> Ratio {
  guard let ratio = Ratio(text) else { preconditionFailure("no ratio: \(text)") }
  return ratio
}

let coin = SymbolID(rawValue: 0)
let other = SymbolID(rawValue: 1)

let names: SymbolTable = {
  var table = SymbolTable()
  _ = table.id("COINUSDT")
  _ = table.id("OTHERUSDT")
  return table
}()

let minuteMs: Int64 = 60_000
let minuteUs: Int64 = 60_000_000

/// The `number`-th candle of an interval since the epoch: "open high low close", with trades unless
/// it says otherwise.
func candle(
  _ number: Int64, _ prices: String, symbol: SymbolID = coin, interval: Interval = .m1,
  trades: Int64 = 1
) -> Candle {
  let values = prices.split(separator: " ").map { amount(String($0)) }
  let lengthMs = interval.fixedMs ?? 0
  return Candle(
    symbol: symbol, interval: interval, decimals: Decimals(price: 2, quantity: 8),
    isComplete: true, openTimeMs: number * lengthMs, closeTimeMs: (number + 1) * lengthMs - 1,
    open: values[0], high: values[1], low: values[2], close: values[3],
    volume: sum(trades == 0 ? "0" : "7"), quoteVolume: .zero, takerBuyVolume: .zero,
    takerBuyQuoteVolume: .zero, tradeCount: trades, firstTradeId: -1, lastTradeId: -1)
}

/// A candle in which nothing moved.
func flat(_ number: Int64, _ price: String, symbol: SymbolID = coin) -> Candle {
  candle(number, "\(price) \(price) \(price) \(price)", symbol: symbol)
}

func trade(
  _ id: Int64, atUs timeUs: Int64, _ price: String, symbol: SymbolID = coin
) -> Trade {
  Trade(
    symbol: symbol, id: id, firstTradeId: id, lastTradeId: id, price: amount(price),
    quantity: amount("1"), tradeTimeUs: timeUs, isBuyerMaker: false,
    decimals: Decimals(price: 2, quantity: 8))
}

/// Does what a list says at the n-th candle it is handed, and writes down what it is handed.
struct Scripted: Strategy {
  var script: [Int: (inout Broker) -> Void] = [:]
  var onFillScript: ((Fill, inout Broker) -> Void)?
  var candleCount = 0
  var log: [String] = []

  mutating func onCandle(_ candle: Candle, _ broker: inout Broker) {
    log.append(
      "candle \(candle.interval.rawValue) \(candle.symbol.rawValue) \(candle.close)"
        + " now \(broker.nowUs / 1000) equity \(broker.equity)")
    script[candleCount]?(&broker)
    candleCount += 1
  }

  mutating func onFill(_ fill: Fill, _ broker: inout Broker) {
    log.append("fill \(fill.side) \(fill.quantity) at \(fill.price)")
    onFillScript?(fill, &broker)
  }
}

/// Free of fees, so that a test about something else can be read.
func settings(
  _ fills: BacktestSettings.FillSource = .candles, cash: String = "1000", fee: String = "0",
  feeAsset: FeeAsset = .received, slippage: Slippage = .none, latencyUs: Int64 = 0
) -> BacktestSettings {
  BacktestSettings(
    interval: .m1, fills: fills, cash: amount(cash), fee: ratio(fee), feeAsset: feeAsset,
    slippage: slippage, latencyUs: latencyUs)
}

/// Runs a script over candles.
func run(
  _ strategy: Scripted, _ candles: [Candle], _ settings: BacktestSettings = settings()
) throws -> (result: BacktestResult, strategy: Scripted) {
  var backtest = try Backtester(strategy: strategy, settings: settings)
  try backtest.add(candles)
  let result = try backtest.finish(symbols: names)
  return (result, backtest.strategy)
}

extension SeededRandom {
  /// A positive number of any order of magnitude up to the larger number of bits.
  mutating func upTo(bits: ClosedRange<Int64>) -> Int64 {
    let count = Int64.random(in: bits, using: &self)
    return Int64.random(in: 1...(1 << count), using: &self)
  }
}

/// `buy limit 95`, `sell stop-limit 95 94 IOC`, `buy trailing 10%`: an order for 1 that was just sent.
func sentOrder(_ text: String) -> Order {
  let words = text.split(separator: " ").map(String.init)
  let side = Side(rawValue: words[0]) ?? .buy
  let kind: Order.Kind =
    switch words[1] {
    case "limit": .limit(amount(words[2]))
    case "limit-maker": .limitMaker(amount(words[2]))
    case "stop": .stop(amount(words[2]))
    case "stop-limit": .stopLimit(stop: amount(words[2]), limit: amount(words[3]))
    case "trailing": .trailingStop(Trail(ratio(words[2])))
    default: .market
    }
  return Order(
    id: OrderID(rawValue: 1), symbol: coin, intent: .quantity(side, sum("1")), kind: kind,
    timeInForce: words.last.flatMap { Order.TimeInForce(rawValue: $0) } ?? .goodTillCancelled,
    placedUs: 0, effectiveUs: 0)
}
