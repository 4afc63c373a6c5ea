import Basics
package import Foundation
package import Market

/// Which columns of a candle are shown.
package enum CandleColumns: String, CaseIterable, Sendable {
  /// Binance's twelve kline columns.
  case all
  /// Open time, open, high, low, close, volume.
  case ohlcv

  package var names: [String] {
    let first = ["open_time", "open", "high", "low", "close", "volume"]
    switch self {
    case .ohlcv: return first
    case .all:
      return first + [
        "close_time", "quote_volume", "trades", "taker_buy_base", "taker_buy_quote", "ignore",
      ]
    }
  }

  /// The values as text. Times in ms, or as wall time where a clock is given.
  package func values(of candle: Candle, clock: WallClock?) -> [String] {
    let price = Int(candle.decimals.price)
    let quantity = Int(candle.decimals.quantity)
    let quote = Int(candle.decimals.quote)
    let first = [
      clock?.text(ms: candle.openTimeMs) ?? String(candle.openTimeMs),
      candle.open.text(decimals: price), candle.high.text(decimals: price),
      candle.low.text(decimals: price), candle.close.text(decimals: price),
      candle.volume.text(decimals: quantity),
    ]
    guard self == .all else { return first }
    return first + [
      clock?.text(ms: candle.closeTimeMs) ?? String(candle.closeTimeMs),
      candle.quoteVolume.text(decimals: quote), String(candle.tradeCount),
      candle.takerBuyVolume.text(decimals: quantity),
      candle.takerBuyQuoteVolume.text(decimals: quote), "0",
    ]
  }
}

extension Candle {
  /// For people, in one line.
  package func line(symbol: String, clock: WallClock) -> String {
    let values = CandleColumns.ohlcv.values(of: self, clock: clock)
    return "\(values[0]) \(symbol) \(interval.rawValue)  O \(values[1])  H \(values[2])  "
      + "L \(values[3])  C \(values[4])  V \(values[5])  \(tradeCount) trades"
  }
}

/// Writes instants as wall time in a zone: `2021-05-23 05:30:00`.
package struct WallClock: Sendable {
  private let zone: TimeZone

  package init(zone: TimeZone) { self.zone = zone }

  package func text(ms: Int64) -> String {
    let seconds = ms >= 0 ? ms / 1000 : (ms - 999) / 1000
    let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
    let local = isoText(us: (seconds + Int64(offset)) * 1_000_000, decimals: 0)
    let text = String(local.dropLast()).replacing("T", with: " ")
    let fraction = ms - seconds * 1000
    guard fraction > 0 else { return text }
    return text + "." + String(String(fraction + 1000).dropFirst())
  }
}
