import Basics
import Market

/// The last 24 hours of a market, in whole minutes: `openTimeMs` tells where they begin.
struct DayTicker: Sendable {
  /// Open is the first trade's price, close the last one's, as in any kline.
  let window: KlineTally
  let openTimeMs: Int64
  let closeTimeMs: Int64
  /// Price of the last trade before the window; the window's open where there is none.
  let previousCloseUnits: Int64
  private let contract: InverseContract?

  static let minutes: Int64 = 1440

  /// Nil before the first trade.
  init?(minuteKlines: [KlineTally], nowMs: Int64, contract: InverseContract? = nil) {
    self.contract = contract
    guard let last = minuteKlines.last else { return nil }
    let openMs = floorDivide(nowMs, 60_000) * 60_000 - Self.minutes * 60_000
    var start = minuteKlines.count
    while start > 0, minuteKlines[start - 1].openTimeMs >= openMs { start -= 1 }
    var window = KlineTally(
      openTimeMs: openMs, nextOpenTimeMs: nowMs + 1, previousCloseUnits: last.closeUnits)
    for kline in minuteKlines[start...] { window.add(kline) }
    self.window = window
    openTimeMs = openMs
    closeTimeMs = nowMs
    previousCloseUnits = start > 0 ? minuteKlines[start - 1].closeUnits : window.openUnits
  }

  var changeUnits: Int64 { window.closeUnits - window.openUnits }

  /// Hundred-thousandths of a per cent would be too fine: Binance shows thousandths, truncated here.
  var changeMilliPercent: Int64 {
    window.openUnits == 0
      ? 0 : Int64(clamping: Int128(changeUnits) * 100_000 / Int128(window.openUnits))
  }

  /// Quote volume over volume, or dollars over coins; the last price where nothing was traded.
  var averageUnits: Int64 {
    guard let contract, window.quoteVolumeUnits > 0 else { return Self.average(window) }
    let dollars = window.volumeUnits * Int128(contract.dollars)
    return Int64(clamping: dollars * 100_000_000 / window.quoteVolumeUnits)
  }

  static func average(_ kline: KlineTally) -> Int64 {
    if kline.volumeUnits == 0 { return kline.closeUnits }
    return Int64(clamping: kline.quoteVolumeUnits * 100_000_000 / kline.volumeUnits)
  }
}
