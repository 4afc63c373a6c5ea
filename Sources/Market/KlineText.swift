/// Candles as lines of Binance's twelve kline columns, the form of its public archive.
///
///     1723161300000,61828.00000000,61860.80000000,61583.22000000,61685.99000000,199.42863000,
///     1723161599999,12304668.02540550,8863,90.18301000,5563967.33325070,0
///
/// Times in ms; prices, quantities and quote volumes with the candle's decimals.
public enum KlineText {
  /// The names of the columns, as Binance's futures archive writes them in its first line.
  public static let header =
    "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,"
    + "taker_buy_quote_volume,ignore"

  /// Adds a candle's line, with a line feed, to the end of a buffer: one append, nothing else
  /// allocated.
  public static func append(_ candle: Candle, to buffer: inout [UInt8]) {
    let price = Int(candle.decimals.price)
    let quantity = Int(candle.decimals.quantity)
    let quote = Int(candle.decimals.quote)
    var line = DecimalLine()
    line.prepend(UInt8(ascii: "\n"))
    line.prepend(UInt8(ascii: "0"))
    line.prependField(candle.takerBuyQuoteVolume.units, quote)
    line.prependField(candle.takerBuyVolume.units, quantity)
    line.prependField(candle.tradeCount)
    line.prependField(candle.quoteVolume.units, quote)
    line.prependField(candle.closeTimeMs)
    line.prependField(candle.volume.units, quantity)
    line.prependField(Int128(candle.close.units), price)
    line.prependField(Int128(candle.low.units), price)
    line.prependField(Int128(candle.high.units), price)
    line.prependField(Int128(candle.open.units), price)
    line.prependField(candle.openTimeMs)
    line.append(to: &buffer)
  }

  /// A candle's line, without the line feed.
  public static func line(_ candle: Candle) -> String {
    var buffer: [UInt8] = []
    append(candle, to: &buffer)
    return String(decoding: buffer.dropLast(), as: UTF8.self)
  }
}

extension DecimalLine {
  fileprivate mutating func prependField(_ number: Int64) {
    prepend(UInt8(ascii: ","))
    prepend(number)
  }

  fileprivate mutating func prependField(_ units: Int128, _ decimals: Int) {
    prepend(UInt8(ascii: ","))
    prepend(units, decimals: decimals)
  }
}
