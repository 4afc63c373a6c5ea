package import Binance
package import Market

/// What an audit found: per symbol, interval and origin how many klines had which verdict, and every
/// difference.
package struct AuditReport {
  package struct Row {
    package let symbol: String
    package let interval: Interval
    package let origin: MessageOrigin
    /// Klines by verdict, in the order of `KlineVerdict.names`.
    package var counts = Array(repeating: 0, count: KlineVerdict.names.count)
    package var total: Int { counts.reduce(0, +) }
    /// Klines with a verdict for or against them.
    var decided: Int {
      zip(KlineVerdict.names, counts).reduce(0) {
        KlineVerdict.undecided.contains($1.0) ? $0 : $0 + $1.1
      }
    }
  }

  package struct Difference {
    package let symbol: String
    package let interval: Interval
    package let origin: MessageOrigin
    package let openTimeMs: Int64
    /// Where the kline's frame lies.
    package let location: String
    package let fields: [FieldDifference]
  }

  /// Differences that are listed one by one; further ones are only counted.
  package static let differencesMax = 10_000

  /// In order of appearance.
  package private(set) var rows: [Row] = []
  package private(set) var differences: [Difference] = []

  package var klineCount: Int { rows.reduce(0) { $0 + $1.total } }
  /// Klines that the recording could say something of: equal or not.
  package var decidedCount: Int { rows.reduce(0) { $0 + $1.decided } }
  package var differenceCount: Int {
    rows.reduce(0) { $0 + $1.counts[KlineVerdict.differs([]).number] }
  }

  mutating func add(
    _ verdict: KlineVerdict, _ kline: Kline, symbol: String, location: String
  ) {
    let interval = kline.candle.interval
    var index = rows.firstIndex {
      $0.symbol == symbol && $0.interval == interval && $0.origin == kline.origin
    }
    if index == nil {
      index = rows.count
      rows.append(Row(symbol: symbol, interval: interval, origin: kline.origin))
    }
    rows[index!].counts[verdict.number] += 1
    guard case .differs(let fields) = verdict, differences.count < Self.differencesMax else {
      return
    }
    differences.append(
      Difference(
        symbol: symbol, interval: interval, origin: kline.origin,
        openTimeMs: kline.candle.openTimeMs, location: location, fields: fields))
  }
}
