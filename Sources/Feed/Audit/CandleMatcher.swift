package import Binance
package import Market

/// Compares candles that were built from trades, at the moment they were handed out, with the klines
/// that the exchange sent for the same intervals: before or after, by stream, REST or archive.
///
/// It costs no second pass, only that the recording's klines are decoded. Unlike `Auditor` it asks
/// of the candles, not of the klines, and explains no difference.
package struct CandleMatcher {
  private struct Key: Hashable {
    let symbol: SymbolID
    let interval: Interval
    let openTimeMs: Int64

    init(_ candle: Candle) {
      symbol = candle.symbol
      interval = candle.interval
      openTimeMs = candle.openTimeMs
    }
  }

  /// Candles, and klines, that wait for their counterpart; of a recording without klines, or of
  /// klines from before its first trade, the oldest are given up. More than the 1,000 rows that a
  /// REST answer holds, for each of many symbols.
  private static let waitingMax = 16_384

  private var candles = WaitingCandles()
  private var klines = WaitingCandles()
  /// Candles that equal the exchange's.
  package private(set) var equalCount = 0
  package private(set) var differingCount = 0

  package init() {}

  /// A candle was handed out; each once.
  package mutating func add(_ candle: Candle) {
    if let kline = klines.take(Key(candle)) { return compare(kline, candle) }
    candles.add(candle, Key(candle))
  }

  /// A kline came; one that is not over yet says nothing.
  package mutating func add(_ kline: Kline, receivedNs: Int64) {
    guard kline.zoneMinutes == 0, kline.isOver(receivedNs: receivedNs) else { return }
    let key = Key(kline.candle)
    if let candle = candles.take(key) { return compare(kline.candle, candle) }
    klines.add(kline.candle, key)
  }

  private mutating func compare(_ kline: Candle, _ candle: Candle) {
    if candleDifferences(kline: kline, trades: candle).isEmpty {
      equalCount += 1
    } else {
      differingCount += 1
    }
  }

  /// At most `waitingMax` candles, the oldest given up first.
  private struct WaitingCandles {
    private var byKey: [Key: Candle] = [:]
    private var order: [Key] = []
    private var head = 0

    mutating func take(_ key: Key) -> Candle? { byKey.removeValue(forKey: key) }

    mutating func add(_ candle: Candle, _ key: Key) {
      if byKey.updateValue(candle, forKey: key) == nil { order.append(key) }
      if order.count - head > CandleMatcher.waitingMax {
        byKey.removeValue(forKey: order[head])
        head += 1
      }
      guard head * 2 > order.count, head > 1024 else { return }
      order.removeFirst(head)
      head = 0
    }
  }
}
