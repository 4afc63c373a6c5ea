import Market

extension ArchivePlan {
  /// Whether its candles have quote volumes in the money that prices are in: COIN-M counts coins.
  var hasQuoteSums: Bool { layout == .klines && venue != .coinm }
}

extension Candle {
  /// Which of its sums cannot be, in words; nil if all can.
  ///
  /// The quote volume is a sum of price × quantity, each cut to eight decimals, and perhaps rounded when it
  /// was written. So are the two parts of it: what takers bought, and what they sold.
  var sumFlaw: String? {
    // Other programs fill in zeros for what they do not know.
    if quoteVolume == .zero, takerBuyQuoteVolume == .zero { return nil }
    if takerBuyVolume > volume { return "takers bought more than the volume" }
    if takerBuyQuoteVolume > quoteVolume { return "takers bought for more than the quote volume" }
    if tradeCount == 0, volume != .zero { return "a volume without trades" }
    if isOutOfRange(volume.units, quoteVolume.units) {
      return "the quote volume is not between low × volume and high × volume"
    }
    if takerBuyVolume == .zero, takerBuyQuoteVolume == .zero { return nil }
    if isOutOfRange(takerBuyVolume.units, takerBuyQuoteVolume.units) {
      return "what takers paid is not between low × and high × what they bought"
    }
    // Neither part is greater than the whole.
    return isOutOfRange(
      volume.units - takerBuyVolume.units, quoteVolume.units - takerBuyQuoteVolume.units)
      ? "what takers got is not between low × and high × what they sold" : nil
  }

  private func isOutOfRange(_ base: Int128, _ quote: Int128) -> Bool {
    let (least, isLeastHuge) = Int128(low.units).multipliedReportingOverflow(by: base)
    let (most, isMostHuge) = Int128(high.units).multipliedReportingOverflow(by: base)
    if isLeastHuge || isMostHuge || openTimeMs < 0 { return false }
    // What is cut of each trade's product, and the last digits of sums that went through floating point.
    let slack = Int128(max(0, tradeCount)) + 1 + quoteVolume.units / 1_000_000_000
    let range =
      (least / Int128(Amount.unitsPerOne) - slack)...(most / Int128(Amount.unitsPerOne) + slack)
    return !range.contains(quote)
  }
}
