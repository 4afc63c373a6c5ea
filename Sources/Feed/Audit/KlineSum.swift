import Market

/// A kline summed up from trades, on its own or on top of an earlier frame of the same kline.
///
/// Deliberately not `CandleBuilder`: an audit by the code under audit would prove little.
struct KlineSum {
  private var candle: Candle

  /// Sums trades in id order. Nil if there are none.
  init?(_ trades: ArraySlice<Trade>, on base: Candle?) {
    guard let first = trades.first else { return nil }
    if let base {
      candle = base
    } else {
      candle = Candle(
        symbol: first.symbol, interval: .m1, places: first.places, isComplete: true, openTimeMs: 0,
        closeTimeMs: 0, open: first.price, high: first.price, low: first.price, close: first.price,
        volume: .zero, quoteVolume: .zero, takerBuyVolume: .zero, takerBuyQuoteVolume: .zero,
        tradeCount: 0, firstTradeId: first.firstTradeId, lastTradeId: 0)
    }
    for trade in trades { add(trade) }
  }

  private mutating func add(_ trade: Trade) {
    candle.high = max(candle.high, trade.price)
    candle.low = min(candle.low, trade.price)
    candle.close = trade.price
    let quote =
      Int128(trade.price.units) * Int128(trade.quantity.units) / Int128(Amount.unitsPerOne)
    candle.volume.units += Int128(trade.quantity.units)
    candle.quoteVolume.units += quote
    if !trade.isBuyerMaker {
      candle.takerBuyVolume.units += Int128(trade.quantity.units)
      candle.takerBuyQuoteVolume.units += quote
    }
    candle.tradeCount += trade.lastTradeId - trade.firstTradeId + 1
    candle.lastTradeId = trade.lastTradeId
  }

  /// The fields in which the exchange's kline differs from this sum.
  func differences(from kline: Candle) -> [FieldDifference] {
    candleDifferences(kline: kline, trades: candle)
  }
}

/// The fields in which two candles differ, in the order of Binance's columns.
func candleDifferences(kline: Candle, trades: Candle) -> [FieldDifference] {
  let price = Int(kline.places.price)
  let quantity = Int(kline.places.quantity)
  let quote = Int(kline.places.quote)
  var found: [FieldDifference] = []
  func compare(_ field: String, _ a: String, _ b: String) {
    if a != b { found.append(FieldDifference(field: field, kline: a, trades: b)) }
  }
  func prices(_ field: String, _ path: KeyPath<Candle, Amount>) {
    compare(
      field, kline[keyPath: path].text(places: price), trades[keyPath: path].text(places: price))
  }
  func sums(_ field: String, _ path: KeyPath<Candle, AmountSum>, _ places: Int) {
    compare(
      field, kline[keyPath: path].text(places: places), trades[keyPath: path].text(places: places))
  }
  prices("open", \.open)
  prices("high", \.high)
  prices("low", \.low)
  prices("close", \.close)
  sums("volume", \.volume, quantity)
  sums("quote volume", \.quoteVolume, quote)
  compare("trades", String(kline.tradeCount), String(trades.tradeCount))
  sums("taker buy volume", \.takerBuyVolume, quantity)
  sums("taker buy quote volume", \.takerBuyQuoteVolume, quote)
  return found
}
