import Market

/// One kline of the generated market, kept from its trades by code of its own, so that candles
/// built by other code can be checked against it.
///
/// Amounts are in units of 10⁻⁸. Open and close follow the trade ids, not the order of arrival.
package struct KlineTally: Equatable, Sendable {
  /// First ms of the interval.
  package var openTimeMs: Int64
  /// Last ms of the interval.
  package var closeTimeMs: Int64
  package var openUnits: Int64
  package var highUnits: Int64
  package var lowUnits: Int64
  package var closeUnits: Int64
  package var volumeUnits: Int128 = 0
  /// What the trades were worth in quote; coins on COIN-M.
  private var quote = QuoteSum()
  package var takerBuyVolumeUnits: Int128 = 0
  private var takerBuyQuote = QuoteSum()
  package var tradeCount: Int64 = 0
  /// -1 while no trade fell into the interval.
  package var firstTradeId: Int64 = -1
  package var lastTradeId: Int64 = -1

  /// An interval without a trade: flat at the previous close.
  init(openTimeMs: Int64, nextOpenTimeMs: Int64, previousCloseUnits: Int64) {
    self.openTimeMs = openTimeMs
    closeTimeMs = nextOpenTimeMs - 1
    openUnits = previousCloseUnits
    highUnits = previousCloseUnits
    lowUnits = previousCloseUnits
    closeUnits = previousCloseUnits
  }

  package var quoteVolumeUnits: Int128 { quote.units }
  package var takerBuyQuoteVolumeUnits: Int128 { takerBuyQuote.units }

  mutating func add(_ trade: MarketTrade, profile: SymbolProfile) {
    let price = trade.priceTicks * profile.tickUnits
    let quantity = trade.steps * profile.stepUnits
    highUnits = tradeCount == 0 ? price : max(highUnits, price)
    lowUnits = tradeCount == 0 ? price : min(lowUnits, price)
    if tradeCount == 0 || trade.id < firstTradeId {
      openUnits = price
      firstTradeId = trade.id
    }
    if tradeCount == 0 || trade.id > lastTradeId {
      closeUnits = price
      lastTradeId = trade.id
    }
    tradeCount += 1
    volumeUnits += Int128(quantity)
    let worth = QuoteSum(trade, profile)
    quote += worth
    if !trade.isBuyerMaker {
      takerBuyVolumeUnits += Int128(quantity)
      takerBuyQuote += worth
    }
  }

  /// Takes in the next kline within this one's interval. Klines without a trade leave prices alone:
  /// those come from trades only (as measured on the exchange's klines of 2023-03-24).
  mutating func add(_ later: KlineTally) {
    guard later.tradeCount > 0 else { return }
    highUnits = tradeCount == 0 ? later.highUnits : max(highUnits, later.highUnits)
    lowUnits = tradeCount == 0 ? later.lowUnits : min(lowUnits, later.lowUnits)
    if tradeCount == 0 {
      openUnits = later.openUnits
      firstTradeId = later.firstTradeId
    }
    closeUnits = later.closeUnits
    lastTradeId = later.lastTradeId
    tradeCount += later.tradeCount
    volumeUnits += later.volumeUnits
    quote += later.quote
    takerBuyVolumeUnits += later.takerBuyVolumeUnits
    takerBuyQuote += later.takerBuyQuote
  }

  /// The twelve columns of a Binance kline as a line of CSV without line feed, ms and eight
  /// decimals:
  /// `1621641600000,0.00505000,…,0`.
  package var csvRow: String {
    var bytes: [UInt8] = []
    appendColumns(to: &bytes, DecimalPlaces(price: 8, quantity: 8), quote: "")
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The same columns as Binance's REST klines write them: amounts in quotes.
  func appendRestArray(to bytes: inout [UInt8], _ places: DecimalPlaces) {
    bytes.append("[")
    appendColumns(to: &bytes, places, quote: "\"")
    bytes.append("]")
  }

  private func appendColumns(
    to bytes: inout [UInt8], _ places: DecimalPlaces, quote: StaticString
  ) {
    let (quantity, worth) = (Int(places.quantity), Int(places.quote))
    bytes.append(number: openTimeMs)
    for units in [openUnits, highUnits, lowUnits, closeUnits] {
      bytes.append(",")
      bytes.append(quote)
      bytes.append(amount: units, places: Int(places.price))
      bytes.append(quote)
    }
    append(volumeUnits, quantity, to: &bytes, quote)
    bytes.append(",")
    bytes.append(number: closeTimeMs)
    append(quoteVolumeUnits, worth, to: &bytes, quote)
    bytes.append(",")
    bytes.append(number: tradeCount)
    append(takerBuyVolumeUnits, quantity, to: &bytes, quote)
    append(takerBuyQuoteVolumeUnits, worth, to: &bytes, quote)
    bytes.append(",")
    bytes.append(quote)
    bytes.append("0")
    bytes.append(quote)
  }

  private func append(
    _ sum: Int128, _ places: Int, to bytes: inout [UInt8], _ quote: StaticString
  ) {
    bytes.append(",")
    bytes.append(quote)
    bytes.append(sum: sum, places: places)
    bytes.append(quote)
  }
}
