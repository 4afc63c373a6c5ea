package import Market

/// What a ticker says of a window of time, for example the last 24 hours.
package struct TickerWindow: Sendable {
  package var openTimeMs: Int64
  package var closeTimeMs: Int64
  /// The window as one candle: its open is the first trade's price, its close the last one's.
  package var sum: Candle
  /// Price of the last trade before the window; the window's open where there is none.
  package var previousClose: Amount
  /// `weightedAvgPrice`.
  package var average: Amount

  package init(
    openTimeMs: Int64, closeTimeMs: Int64, sum: Candle, previousClose: Amount, average: Amount
  ) {
    self.openTimeMs = openTimeMs
    self.closeTimeMs = closeTimeMs
    self.sum = sum
    self.previousClose = previousClose
    self.average = average
  }

  package var change: AmountSum {
    AmountSum(units: Int128(sum.close.units) - Int128(sum.open.units))
  }

  /// In per cent, cut off after three decimals as Binance does; zero where nothing was traded.
  package var changePercent: AmountSum {
    guard sum.open.units != 0 else { return .zero }
    return AmountSum(units: change.units * 100_000 / Int128(sum.open.units) * 100_000)
  }

  /// Quote volume over volume; of COIN-M dollars over coins. The last price where nothing was traded.
  package static func average(of sum: Candle, _ contract: InverseContract?) -> Amount {
    guard let contract else { return quotient(sum.quoteVolume, sum.volume) ?? sum.close }
    let (dollars, isTooMuch) = sum.volume.units.multipliedReportingOverflow(
      by: Int128(contract.dollars))
    if isTooMuch { return sum.close }
    return quotient(AmountSum(units: dollars), sum.quoteVolume) ?? sum.close
  }

  /// Nil where nothing was traded.
  package static func quotient(_ quote: AmountSum, _ volume: AmountSum) -> Amount? {
    let (scaled, isTooMuch) = quote.units.multipliedReportingOverflow(
      by: Int128(Amount.unitsPerOne))
    guard volume.units > 0, !isTooMuch else { return nil }
    return Amount(units: Int64(clamping: scaled / volume.units))
  }

  /// What is newest, beside the window.
  package struct Latest: Sendable {
    package var quantity: Amount
    package var bid: PriceLevel
    package var ask: PriceLevel

    package init(quantity: Amount, bid: PriceLevel, ask: PriceLevel) {
      self.quantity = quantity
      self.bid = bid
      self.ask = ask
    }
  }
}
