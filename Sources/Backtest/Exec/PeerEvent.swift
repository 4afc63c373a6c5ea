import Basics
import Market

/// What a strategy in another language is sent, one line each:
///
/// ```
/// {"candle":{"symbol":"ADABNB","interval":"5m","openTimeMs":…,"closeTimeMs":…,"open":0.00504,…},
///  "nowUs":…,"cash":10000,"equity":10000,"position":0,"sellable":0,"isWarmingUp":false,
///  "tickSize":0.000001,"stepSize":0.1,"minNotional":0.05,
///  "openOrders":[{"id":1,"symbol":"ADABNB","side":"buy","quantity":2,"filled":0,"limit":0.005}]}
/// {"fill":{"number":1,"order":1,"symbol":"ADABNB","side":"buy","price":0.00505,…},"nowUs":…,…}
/// {"rejected":{"order":4,"symbol":"ADABNB","code":-1013,"message":"Filter failure: …"},…}
/// {"ended":{"order":5,"symbol":"ADABNB","reason":"expired","timeUs":…},…}   or "cancelled"
/// {"instant":{"timeMs":…},…}                  all candles that close together were handed over
/// {"trade":{"symbol":"ADABNB","id":7,"price":0.005,"quantity":2,"isBuyerMaker":true,"timeUs":…},…}
/// ```
/// `position`, `sellable` and the filters are those of the symbol of the line. The first line holds
/// `"start"` too: what the run is about. A strategy that has not asked for version 2 (`PeerAnswer`) is
/// sent candles and fills alone, and finds rejections as a list in the next of them.
enum PeerEvent {
  case candle(Candle)
  case fill(Fill)
  case rejected(Rejection)
  case ended(Order, OrderEnd)
  case instant
  case trade(Trade)

  /// - Parameters:
  ///   - symbol: whose position the line says; nil where there is none.
  ///   - more: members for this line alone.
  func line(
    _ symbol: SymbolID?, _ broker: Broker, more: (inout JSONWriter) -> Void = { _ in }
  ) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      write(broker, &writer)
      writer.number("nowUs", broker.nowUs)
      writer.number("cash", broker.cash)
      writer.number("equity", broker.equity)
      if let symbol { Self.write(symbol, broker, &writer) }
      writer.number("isWarmingUp", broker.isWarmingUp)
      more(&writer)
      writer.array("openOrders") { writer in
        for order in broker.openOrders {
          writer.object { Self.write(order, broker, &$0) }
        }
      }
    }
    return writer.text
  }

  private func write(_ broker: Broker, _ writer: inout JSONWriter) {
    switch self {
    case .candle(let candle): writer.object("candle") { Self.write(candle, broker, &$0) }
    case .fill(let fill): writer.object("fill") { Self.write(fill, broker, &$0) }
    case .rejected(let rejection):
      writer.object("rejected") { Self.write(rejection, broker, &$0) }
    case .ended(let order, let end):
      writer.object("ended") {
        $0.number("order", order.id.rawValue)
        $0.string("symbol", broker.name(order.symbol))
        $0.string("reason", end.rawValue)
        $0.number("timeUs", order.endedUs ?? broker.nowUs)
        broker.label(order.id)?.write(&$0)
      }
    case .trade(let trade): writer.object("trade") { Self.write(trade, broker, &$0) }
    case .instant: writer.object("instant") { $0.number("timeMs", broker.nowUs / 1000) }
    }
  }

  private static func write(_ symbol: SymbolID, _ broker: Broker, _ writer: inout JSONWriter) {
    writer.number("position", broker.position(symbol))
    writer.number("sellable", broker.sellable(symbol))
    write(broker.rules(symbol), &writer)
  }

  static func write(_ rules: SymbolRules, _ writer: inout JSONWriter) {
    writer.number("tickSize", rules.tickSize)
    writer.number("stepSize", rules.lot.step == .zero ? nil : rules.lot.step)
    writer.number("minNotional", rules.notionalMin == .zero ? nil : rules.notionalMin)
  }

  static func write(_ rejection: Rejection, _ broker: Broker, _ writer: inout JSONWriter) {
    writer.number("order", rejection.id.rawValue)
    writer.string("symbol", rejection.order.map { broker.name($0.symbol) })
    writer.number("code", rejection.code.rawValue)
    writer.string("message", rejection.message)
    writer.number("timeUs", rejection.timeUs)
    broker.label(rejection.id)?.write(&writer)
  }

  private static func write(_ trade: Trade, _ broker: Broker, _ writer: inout JSONWriter) {
    writer.string("symbol", broker.name(trade.symbol))
    writer.number("id", trade.id)
    writer.number("price", trade.price)
    writer.number("quantity", trade.quantity)
    writer.number("isBuyerMaker", trade.isBuyerMaker)
    writer.number("timeUs", trade.tradeTimeUs)
  }

  private static func write(_ candle: Candle, _ broker: Broker, _ writer: inout JSONWriter) {
    writer.string("symbol", broker.name(candle.symbol))
    writer.string("interval", candle.interval.rawValue)
    writer.number("openTimeMs", candle.openTimeMs)
    writer.number("closeTimeMs", candle.closeTimeMs)
    writer.number("open", candle.open)
    writer.number("high", candle.high)
    writer.number("low", candle.low)
    writer.number("close", candle.close)
    writer.number("volume", candle.volume)
    writer.number("quoteVolume", candle.quoteVolume)
    writer.number("takerBuyVolume", candle.takerBuyVolume)
    writer.number("takerBuyQuoteVolume", candle.takerBuyQuoteVolume)
    writer.number("tradeCount", candle.tradeCount)
    writer.number("isComplete", candle.isComplete)
  }

  private static func write(_ fill: Fill, _ broker: Broker, _ writer: inout JSONWriter) {
    writer.number("number", fill.number)
    writer.number("order", fill.order.rawValue)
    writer.string("symbol", broker.name(fill.symbol))
    writer.string("side", fill.side.rawValue)
    writer.number("price", fill.price)
    writer.number("quantity", fill.quantity)
    writer.number("value", fill.value)
    writer.number("fee", fill.fee)
    writer.string("feeIn", fill.isFeeInBase ? "base" : "quote")
    writer.number("isMaker", fill.isMaker)
    writer.number("timeUs", fill.timeUs)
    writer.string("reason", fill.reason.rawValue)
    broker.label(fill.order)?.write(&writer)
  }

  private static func write(_ order: Order, _ broker: Broker, _ writer: inout JSONWriter) {
    writer.number("id", order.id.rawValue)
    writer.string("symbol", broker.name(order.symbol))
    writer.string("side", order.side?.rawValue)
    switch order.intent {
    case .quantity(_, let amount): writer.number("quantity", amount)
    case .quote(_, let amount): writer.number("quote", amount)
    case .target(let share): writer.number("target", share.text)
    }
    writer.number("filled", order.filled)
    switch order.kind {
    case .market: break
    case .limit(let price): writer.number("limit", price)
    case .limitMaker(let price): writer.number("limitMaker", price)
    case .stop(let price): writer.number("stop", price)
    case .stopLimit(let stop, let limit):
      writer.number("stop", stop)
      writer.number("limit", limit)
    case .trailingStop(let trail):
      switch trail.distance {
      case .share(let share): writer.number("trail", share.text)
      case .amount(let amount): writer.number("trailAmount", amount)
      }
      if let activation = trail.activation { writer.number("trailFrom", activation) }
    }
    if let expiresUs = order.expiresUs { writer.number("untilMs", expiresUs / 1000) }
    broker.label(order.id)?.write(&writer)
  }
}
