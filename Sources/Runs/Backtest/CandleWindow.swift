import Backtest
import Market
import Recording

/// Which candles and trades of a market a run is handed: `--from` and `--to` are times of candles, and
/// the warm-up comes before.
struct CandleWindow: Sendable {
  /// Open time of the first candle of the warm-up, ms; nil: all there are.
  private let startMs: Int64?
  /// The first ms outside; nil: no end.
  private let toMs: Int64?
  private let lengthMs: Int64

  /// How long after the end a message may come that closes the last candle, and how long before the
  /// start the trade that proves the first one complete.
  private static let marginMs: Int64 = 600_000

  init(_ range: TimeRange, _ settings: BacktestSettings) {
    let lengthMs = settings.interval.fixedMs ?? 31 * 86_400_000
    self.lengthMs = lengthMs
    toMs = range.toNs.map { $0 / 1_000_000 }
    startMs = settings.fromMs.map { fromMs in
      let (warmUpMs, overflow) = lengthMs.multipliedReportingOverflow(by: Int64(settings.warmUp))
      return overflow ? 0 : max(0, fromMs - warmUpMs)
    }
  }

  /// Whether a run is handed a candle.
  func takes(_ candle: Candle) -> Bool {
    if let startMs, candle.openTimeMs < startMs { return false }
    return toMs.map { candle.closeTimeMs < $0 } ?? true
  }

  /// Whether a run is handed a trade.
  func takes(_ trade: Trade) -> Bool {
    if let startMs, trade.tradeTimeUs < startMs * 1000 { return false }
    return toMs.map { trade.tradeTimeUs < $0 * 1000 } ?? true
  }

  /// Whether it leaves nothing out.
  var isWhole: Bool { startMs == nil && toMs == nil }

  /// What has to be read, by receive time.
  var received: TimeRange {
    TimeRange(
      fromNs: startMs.map { Self.ns(ofMs: $0 - lengthMs - Self.marginMs) },
      toNs: toMs.map { Self.ns(ofMs: $0 + Self.marginMs) })
  }

  private static func ns(ofMs timeMs: Int64) -> Int64 {
    Int64(clamping: max(0, Int128(timeMs)) * 1_000_000)
  }
}

extension BacktestSettings {
  /// With the first candle of a range the account opens.
  func opening(at range: TimeRange) -> BacktestSettings {
    var settings = self
    settings.fromMs = range.fromNs.map { $0 / 1_000_000 + ($0 % 1_000_000 > 0 ? 1 : 0) }
    return settings
  }
}
