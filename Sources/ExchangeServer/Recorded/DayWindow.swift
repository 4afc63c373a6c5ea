import Market

/// The last 24 hours of a symbol, or another time up to now, as far as the recording tells, in whole klines.
struct DayWindow {
  var openTimeMs: Int64
  var closeTimeMs: Int64
  var sum: Candle
  /// Close of the kline before the window; its open where there is none.
  var previousClose: Amount

  static let lengthMs: Int64 = 86_400_000

  /// - Parameter rows: ascending, from the one before the window on.
  init?(_ rows: [Candle], fromMs startMs: Int64, nowMs: Int64) {
    let inside = rows.filter { $0.openTimeMs >= startMs && $0.tradeCount > 0 }
    guard let first = inside.first, let last = inside.last else { return nil }
    sum = first
    sum.close = last.close
    for row in inside.dropFirst() {
      sum.high = max(sum.high, row.high)
      sum.low = min(sum.low, row.low)
      sum.volume += row.volume
      sum.quoteVolume += row.quoteVolume
      sum.tradeCount = sum.tradeCount.addingReportingOverflow(row.tradeCount).partialValue
      if sum.firstTradeId < 0 { sum.firstTradeId = row.firstTradeId }
      if row.lastTradeId >= 0 { sum.lastTradeId = row.lastTradeId }
    }
    openTimeMs = startMs
    closeTimeMs = nowMs
    previousClose = rows.last { $0.openTimeMs < startMs }?.close ?? first.open
  }

  var change: AmountSum { AmountSum(units: Int128(sum.close.units) - Int128(sum.open.units)) }

  /// With three decimals.
  var changePercent: String {
    guard sum.open.units != 0 else { return "0.000" }
    let milli = change.units * 100_000 / Int128(sum.open.units)
    return AmountSum(units: milli * 100_000).text(places: 3)
  }

  /// Quote volume over volume; of COIN-M dollars over coins.
  func average(_ contract: InverseContract?) -> Amount {
    guard let contract else { return Self.average(sum.quoteVolume, sum.volume) ?? sum.close }
    let (dollars, overflow) = sum.volume.units.multipliedReportingOverflow(
      by: Int128(contract.dollars))
    if overflow { return sum.close }
    return Self.average(AmountSum(units: dollars), sum.quoteVolume) ?? sum.close
  }

  static func average(_ quote: AmountSum, _ volume: AmountSum) -> Amount? {
    let (scaled, isTooMuch) = quote.units.multipliedReportingOverflow(
      by: Int128(Amount.unitsPerOne))
    guard volume.units > 0, !isTooMuch else { return nil }
    return Amount(units: Int64(clamping: scaled / volume.units))
  }
}
