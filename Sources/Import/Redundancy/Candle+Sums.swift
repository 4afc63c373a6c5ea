import Market

extension ArchivePlan {
  /// Whether its candles have quote volumes in the money that prices are in: COIN-M counts coins.
  var hasQuoteSums: Bool { layout == .klines && venue != .coinm }
}

extension Candle {
  /// Which of its sums cannot be, in words; nil if all can.
  ///
  /// The quote volume is a sum of price × quantity, each cut to eight decimals, and perhaps rounded when it
  /// was written.
  var sumFlaw: String? {
    // Other programs fill in zeros for what they do not know.
    if quoteVolume == .zero, takerBuyQuoteVolume == .zero { return nil }
    if takerBuyVolume > volume { return "takers bought more than the volume" }
    if takerBuyQuoteVolume > quoteVolume { return "takers bought for more than the quote volume" }
    let (least, isLeastHuge) = Int128(low.units).multipliedReportingOverflow(by: volume.units)
    let (most, isMostHuge) = Int128(high.units).multipliedReportingOverflow(by: volume.units)
    if isLeastHuge || isMostHuge || openTimeMs < 0 { return nil }
    // What is cut of each trade's product, and the last digits of a sum that went through floating point.
    let slack = Int128(max(0, tradeCount)) + 1 + quoteVolume.units / 1_000_000_000
    let range =
      (least / Int128(Amount.unitsPerOne) - slack)...(most / Int128(Amount.unitsPerOne) + slack)
    return range.contains(quoteVolume.units)
      ? nil : "the quote volume is not between low × volume and high × volume"
  }
}
