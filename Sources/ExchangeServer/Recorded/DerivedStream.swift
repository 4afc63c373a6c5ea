import Binance
import Market

/// A stream that was not recorded and can be made from what was.
enum DerivedStream: Equatable {
  case kline(Interval)
  case aggTrade
  case miniTicker
  case ticker
  case avgPrice
  case bestLevels(Int)

  /// The stream that the part of a name behind the symbol asks for; nil for any other.
  init?(suffix: String) {
    switch suffix {
    case "aggTrade": self = .aggTrade
    case "miniTicker": self = .miniTicker
    case "ticker": self = .ticker
    case "avgPrice": self = .avgPrice
    case "depth5", "depth5@100ms": self = .bestLevels(5)
    case "depth10", "depth10@100ms": self = .bestLevels(10)
    case "depth20", "depth20@100ms": self = .bestLevels(20)
    default:
      guard suffix.hasPrefix("kline_"),
        let interval = Interval(rawValue: String(suffix.dropFirst(6))),
        interval != .d3
      else { return nil }
      self = .kline(interval)
    }
  }

  /// What it is made from, for the log.
  var origin: String {
    switch self {
    case .bestLevels: "the recorded book"
    case .miniTicker, .ticker, .avgPrice: "trades and klines"
    case .kline, .aggTrade: "trades"
    }
  }

  static func periodUs(suffix: String) -> Int64 {
    suffix.hasSuffix("@100ms") ? 100_000 : suffix == "avgPrice" ? 10_000_000 : 1_000_000
  }
}

extension RecordedSymbol {
  /// `{"e":"kline","E":…,"s":…,"k":{…}}`
  static func klineText(
    _ candle: Candle, _ symbol: String, isClosed: Bool, nowMs: Int64
  ) -> String {
    let (price, quantity, quote) = (
      Int(candle.places.price), Int(candle.places.quantity), Int(candle.places.quote)
    )
    return head("kline", symbol, nowMs)
      + #","k":{"t":\#(candle.openTimeMs),"T":\#(candle.closeTimeMs),"s":\#(quoted(symbol)),"#
      + #""i":"\#(candle.interval.rawValue)","f":\#(candle.firstTradeId),"#
      + #""L":\#(candle.lastTradeId),"o":"\#(candle.open.text(places: price))","#
      + #""c":"\#(candle.close.text(places: price))","h":"\#(candle.high.text(places: price))","#
      + #""l":"\#(candle.low.text(places: price))","v":"\#(candle.volume.text(places: quantity))","#
      + #""n":\#(candle.tradeCount),"x":\#(isClosed),"#
      + #""q":"\#(candle.quoteVolume.text(places: quote))","#
      + #""V":"\#(candle.takerBuyVolume.text(places: quantity))","#
      + #""Q":"\#(candle.takerBuyQuoteVolume.text(places: quote))","B":"0"}}"#
  }

  static func aggregateText(_ trade: Trade, _ symbol: String, nowMs: Int64) -> String {
    head("aggTrade", symbol, nowMs)
      + #","a":\#(trade.id),"p":"\#(trade.price.text(places: Int(trade.places.price)))","#
      + #""q":"\#(trade.quantity.text(places: Int(trade.places.quantity)))","#
      + #""f":\#(trade.firstTradeId),"l":\#(trade.lastTradeId),"T":\#(trade.tradeTimeUs / 1000),"#
      + #""m":\#(trade.isBuyerMaker),"M":true}"#
  }

  func miniTickerText(_ day: DayWindow) -> String {
    let sum = day.sum
    return Self.head("24hrMiniTicker", name, day.closeTimeMs)
      + #","c":"\#(sum.close.text(places: 8))","o":"\#(sum.open.text(places: 8))","#
      + #""h":"\#(sum.high.text(places: 8))","l":"\#(sum.low.text(places: 8))","#
      + #""v":"\#(sum.volume.text(places: 8))","q":"\#(sum.quoteVolume.text(places: 8))"}"#
  }

  func tickerText(_ day: DayWindow) -> String {
    let sum = day.sum
    return Self.head("24hrTicker", name, day.closeTimeMs)
      + #","p":"\#(day.change.text(places: 8))","P":"\#(day.changePercent)","#
      + #""w":"\#(day.average.text(places: 8))","x":"\#(day.previousClose.text(places: 8))","#
      + #""c":"\#(sum.close.text(places: 8))","#
      + #""Q":"\#((lastTrade?.quantity ?? .zero).text(places: 8))","#
      + #""b":"\#((best.bid?.price ?? .zero).text(places: 8))","#
      + #""B":"\#((best.bid?.quantity ?? .zero).text(places: 8))","#
      + #""a":"\#((best.ask?.price ?? .zero).text(places: 8))","#
      + #""A":"\#((best.ask?.quantity ?? .zero).text(places: 8))","#
      + #""o":"\#(sum.open.text(places: 8))","h":"\#(sum.high.text(places: 8))","#
      + #""l":"\#(sum.low.text(places: 8))","v":"\#(sum.volume.text(places: 8))","#
      + #""q":"\#(sum.quoteVolume.text(places: 8))","O":\#(day.openTimeMs),"#
      + #""C":\#(day.closeTimeMs),"F":\#(sum.firstTradeId),"L":\#(sum.lastTradeId),"#
      + #""n":\#(sum.tradeCount)}"#
  }

  /// `{"e":"avgPrice","E":…,"s":…,"i":"5m","w":…,"T":…}`
  func averagePriceText(nowMs: Int64) -> String? {
    guard let price = averagePrice(nowMs: nowMs) else { return nil }
    return Self.head("avgPrice", name, nowMs)
      + #","i":"5m","w":"\#(price.text(places: 8))","T":\#((lastTrade?.tradeTimeUs ?? 0) / 1000)}"#
  }

  /// `{"lastUpdateId":…,"bids":[…],"asks":[…]}`: REST's depth, and the stream of the best levels.
  func depthText(limit: Int) -> String {
    let bids = Self.levels(book.bids.prefix(limit))
    let asks = Self.levels(book.asks.prefix(limit))
    return #"{"lastUpdateId":\#(book.lastUpdateId),"bids":[\#(bids)],"asks":[\#(asks)]}"#
  }

  private static func levels(_ levels: some Sequence<PriceLevel>) -> String {
    levels.map { #"["\#($0.price.text(places: 8))","\#($0.quantity.text(places: 8))"]"# }
      .joined(separator: ",")
  }

  static func quoted(_ text: String) -> String { JSONValue.string(text).text }

  private static func head(_ event: String, _ symbol: String, _ nowMs: Int64) -> String {
    #"{"e":"\#(event)","E":\#(nowMs),"s":\#(quoted(symbol))"#
  }
}
