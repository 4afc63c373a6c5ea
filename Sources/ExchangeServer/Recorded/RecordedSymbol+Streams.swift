import Basics
import Binance
import Market

/// Frames of streams that are made here.
extension RecordedSymbol {
  /// `{"e":"kline","E":…,"s":…,"k":{…}}`
  static func klineText(
    _ candle: Candle, _ symbol: String, isClosed: Bool, nowMs: Int64
  ) -> String {
    let (price, quantity, quote) = (
      Int(candle.places.price), Int(candle.places.quantity), Int(candle.places.quote)
    )
    return head("kline", symbol, nowMs)
      + #","k":{"t":\#(candle.openTimeMs),"T":\#(candle.closeTimeMs),"s":\#(symbol.inJSONQuotes),"#
      + #""i":"\#(candle.interval.rawValue)","f":\#(candle.firstTradeId),"#
      + #""L":\#(candle.lastTradeId),"o":"\#(candle.open.text(places: price))","#
      + #""c":"\#(candle.close.text(places: price))","h":"\#(candle.high.text(places: price))","#
      + #""l":"\#(candle.low.text(places: price))","v":"\#(candle.volume.text(places: quantity))","#
      + #""n":\#(candle.tradeCount),"x":\#(isClosed),"#
      + #""q":"\#(candle.quoteVolume.text(places: quote))","#
      + #""V":"\#(candle.takerBuyVolume.text(places: quantity))","#
      + #""Q":"\#(candle.takerBuyQuoteVolume.text(places: quote))","B":"0"}}"#
  }

  /// `{"e":"trade","E":…,"s":…,"t":…,"p":…,"q":…,"T":…,"m":…,"M":true}`
  func tradeText(_ trade: Trade, nowMs: Int64) -> String {
    Self.head("trade", name, nowMs)
      + #","t":\#(trade.id),"p":"\#(trade.price.text(places: Int(trade.places.price)))","#
      + #""q":"\#(trade.quantity.text(places: Int(trade.places.quantity)))","#
      + #""T":\#(trade.tradeTimeUs / 1000),\#(venue == .spot ? "" : #""X":"MARKET","#)"#
      + #""m":\#(trade.isBuyerMaker)\#(matchText)}"#
  }

  /// Spot alone says that a trade was the best match.
  var matchText: String { venue == .spot ? #","M":true"# : "" }

  func aggregateText(_ trade: Trade, nowMs: Int64) -> String {
    Self.head("aggTrade", name, nowMs)
      + #","a":\#(trade.id),"p":"\#(trade.price.text(places: Int(trade.places.price)))","#
      + #""q":"\#(trade.quantity.text(places: Int(trade.places.quantity)))","#
      + #""f":\#(trade.firstTradeId),"l":\#(trade.lastTradeId),"T":\#(trade.tradeTimeUs / 1000),"#
      + #""m":\#(trade.isBuyerMaker)\#(matchText)}"#
  }

  func miniTickerText(_ day: DayWindow) -> String {
    let sum = day.sum
    return Self.head("24hrMiniTicker", name, day.closeTimeMs) + pairKey
      + #","c":"\#(price(sum.close))","o":"\#(price(sum.open))","h":"\#(price(sum.high))","#
      + #""l":"\#(price(sum.low))","v":"\#(sum.volume.text(places: quantityPlaces))","#
      + #""q":"\#(sum.quoteVolume.text(places: quotePlaces))"}"#
  }

  func tickerText(_ day: DayWindow) -> String {
    let sum = day.sum
    let isSpot = venue == .spot
    var members = [
      Self.head("24hrTicker", name, day.closeTimeMs) + pairKey,
      #""p":"\#(day.change.text(places: pricePlaces))","P":"\#(day.changePercent)""#,
      #""w":"\#(average(day.average(contract)))""#,
    ]
    // USD-M has neither the close before nor the best prices in it.
    if isSpot { members.append(#""x":"\#(price(day.previousClose))""#) }
    members.append(#""c":"\#(price(sum.close))","Q":"\#(quantity(lastTrade?.quantity))""#)
    if isSpot { members.append(tickerBestText) }
    members += [
      #""o":"\#(price(sum.open))","h":"\#(price(sum.high))","l":"\#(price(sum.low))""#,
      #""v":"\#(sum.volume.text(places: quantityPlaces))""#,
      #""q":"\#(sum.quoteVolume.text(places: quotePlaces))""#,
      #""O":\#(day.openTimeMs),"C":\#(day.closeTimeMs)"#,
      #""F":\#(sum.firstTradeId),"L":\#(sum.lastTradeId),"n":\#(sum.tradeCount)}"#,
    ]
    return members.joined(separator: ",")
  }

  private var tickerBestText: String {
    let best = best
    return #""b":"\#(price(best.bid?.price))","B":"\#(quantity(best.bid?.quantity))","#
      + #""a":"\#(price(best.ask?.price))","A":"\#(quantity(best.ask?.quantity))""#
  }

  /// `{"e":"avgPrice","E":…,"s":…,"i":"5m","w":…,"T":…}`
  func averagePriceText(nowMs: Int64) -> String? {
    guard let price = averagePrice(nowMs: nowMs) else { return nil }
    return Self.head("avgPrice", name, nowMs)
      + #","i":"5m","w":"\#(self.price(price))","T":\#((lastTrade?.tradeTimeUs ?? 0) / 1000)}"#
  }

  /// The stream of the best levels: on spot as REST's depth, on USD-M as a change.
  func bestLevelsText(_ count: Int, nowMs: Int64) -> String {
    guard venue != .spot else { return depthText(limit: count) }
    let id = book.lastUpdateId
    return Self.head("depthUpdate", name, nowMs) + pairKey
      + #","T":\#(bookTimeMs),"U":\#(id),"u":\#(id),"pu":\#(id),"#
      + #""b":[\#(levels(book.bids.prefix(count)))],"a":[\#(levels(book.asks.prefix(count)))]}"#
  }

  /// COIN-M's streams name the pair.
  private var pairKey: String { contract == nil ? "" : #","ps":\#(pair.inJSONQuotes)"# }

  private static func head(_ event: String, _ symbol: String, _ nowMs: Int64) -> String {
    #"{"e":"\#(event)","E":\#(nowMs),"s":\#(symbol.inJSONQuotes)"#
  }
}
