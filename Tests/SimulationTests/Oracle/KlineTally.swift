/// One kline kept from its trades by code of its own, which shares nothing with the product: what
/// klines and candles of spot are checked against.
///
/// Amounts are in units of 10⁻⁸. Open and close follow the trade ids, not the order of arrival.
struct KlineTally: Equatable, Sendable {
  /// First ms of the interval.
  var openTimeMs: Int64
  /// Last ms of the interval.
  var closeTimeMs: Int64
  var openUnits: Int128 = 0
  var highUnits: Int128 = 0
  var lowUnits: Int128 = 0
  var closeUnits: Int128 = 0
  var volumeUnits: Int128 = 0
  /// Each trade's price × quantity is cut to eight decimals (as measured on the klines of spot).
  var quoteVolumeUnits: Int128 = 0
  var takerBuyVolumeUnits: Int128 = 0
  var takerBuyQuoteVolumeUnits: Int128 = 0
  var tradeCount: Int64 = 0
  /// -1 while no trade fell into the interval.
  var firstTradeId: Int64 = -1
  var lastTradeId: Int64 = -1

  init(openTimeMs: Int64, nextOpenTimeMs: Int64) {
    self.openTimeMs = openTimeMs
    closeTimeMs = nextOpenTimeMs - 1
  }

  mutating func add(_ trade: TrueTrade) {
    highUnits = tradeCount == 0 ? trade.priceUnits : max(highUnits, trade.priceUnits)
    lowUnits = tradeCount == 0 ? trade.priceUnits : min(lowUnits, trade.priceUnits)
    if tradeCount == 0 || trade.id < firstTradeId {
      openUnits = trade.priceUnits
      firstTradeId = trade.id
    }
    if tradeCount == 0 || trade.id > lastTradeId {
      closeUnits = trade.priceUnits
      lastTradeId = trade.id
    }
    tradeCount += 1
    volumeUnits += trade.quantityUnits
    let worth = trade.priceUnits * trade.quantityUnits / 100_000_000
    quoteVolumeUnits += worth
    if !trade.isBuyerMaker {
      takerBuyVolumeUnits += trade.quantityUnits
      takerBuyQuoteVolumeUnits += worth
    }
  }

  /// The twelve columns of a Binance kline as a line of CSV without line feed, ms and eight
  /// decimals:
  /// `1621641600000,0.00505000,…,0`.
  var csvRow: String {
    [
      "\(openTimeMs)", text(openUnits), text(highUnits), text(lowUnits), text(closeUnits),
      text(volumeUnits), "\(closeTimeMs)", text(quoteVolumeUnits), "\(tradeCount)",
      text(takerBuyVolumeUnits), text(takerBuyQuoteVolumeUnits), "0",
    ].joined(separator: ",")
  }

  private func text(_ units: Int128) -> String {
    let fraction = String(units % 100_000_000)
    return "\(units / 100_000_000)." + String(repeating: "0", count: 8 - fraction.count) + fraction
  }
}
