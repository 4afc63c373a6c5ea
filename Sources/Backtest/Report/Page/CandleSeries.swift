import Basics
import Market

/// One symbol's candles for the chart, put together into coarser ones where they are too many.
///
/// Coarser candles lie on multiples of their length since the epoch, the shortest of the lengths
/// that people know with which the candles fit.
struct CandleSeries {
  /// Length of a candle shown, ms.
  let stepMs: Int64
  private(set) var bars: [MarketHistory.Bar] = []
  let sourceCount: Int

  private static let dayMs: Int64 = 86_400_000
  /// From a minute to a day.
  private static let stepsMs: [Int64] =
    [1, 3, 5, 15, 30, 60, 120, 240, 360, 480, 720, 1440].map { $0 * 60_000 }

  init(_ all: [MarketHistory.Bar], of symbol: SymbolID, interval: Interval, countMax: Int) {
    let own = all.filter { $0.symbol == symbol }
    sourceCount = own.count
    let lengthMs = interval.fixedMs ?? 28 * Self.dayMs
    guard own.count > countMax, let first = own.first, let last = own.last else {
      stepMs = lengthMs
      bars = own
      return
    }
    let spanMs = last.closeTimeMs - first.openTimeMs
    let leastMs = max(spanMs / Int64(max(1, countMax - 1)), lengthMs)
    stepMs =
      Self.stepsMs.first { $0 >= leastMs && $0 % lengthMs == 0 }
      ?? (leastMs + Self.dayMs - 1) / Self.dayMs * Self.dayMs
    for bar in own { add(bar) }
  }

  private mutating func add(_ bar: MarketHistory.Bar) {
    let openMs = bar.openTimeMs - bar.openTimeMs % stepMs
    guard let last = bars.last, last.openTimeMs == openMs else {
      bars.append(
        MarketHistory.Bar(
          symbol: bar.symbol, openTimeMs: openMs, closeTimeMs: openMs + stepMs - 1,
          open: bar.open, high: bar.high, low: bar.low, close: bar.close,
          volume: bar.volume))
      return
    }
    bars[bars.count - 1] = MarketHistory.Bar(
      symbol: bar.symbol, openTimeMs: last.openTimeMs, closeTimeMs: last.closeTimeMs,
      open: last.open, high: max(last.high, bar.high), low: min(last.low, bar.low),
      close: bar.close, volume: Int64(clamping: Int128(last.volume) + Int128(bar.volume)))
  }

  /// Decimals with which all prices can be written.
  var decimals: Int {
    var unit: Int64 = Amount.unitsPerOne
    var decimals = 0
    while decimals < Amount.decimalsMax, !bars.allSatisfy({ $0.isMultiple(of: unit) }) {
      unit /= 10
      decimals += 1
    }
    return decimals
  }

  /// `bars`: columns of small whole numbers, which deflate well: the time since the candle before in
  /// `unitMs`; open less the close before; close less open; how far the high lies above both; how
  /// far the low lies below both. Prices in 10^-decimals; the volume in base, to three digits.
  func write(_ writer: inout JSONWriter) {
    let decimals = decimals
    let unit = (0..<decimals).reduce(Amount.unitsPerOne) { unit, _ in unit / 10 }
    let unitMs = bars.allSatisfy { $0.openTimeMs % stepMs == 0 } ? stepMs : 1
    writer.number("stepMs", stepMs)
    writer.number("unitMs", unitMs)
    writer.number("decimals", decimals)
    writer.number("sourceCount", sourceCount)
    func column(_ key: String, _ writer: inout JSONWriter, _ value: (MarketHistory.Bar) -> Int64) {
      writer.array(key) { writer in for bar in bars { writer.number(nil, value(bar)) } }
    }
    writer.object("bars") { writer in
      writer.differences("t", bars.lazy.map { $0.openTimeMs / unitMs })
      var closeBefore: Int64 = 0
      column("jump", &writer) { bar in
        defer { closeBefore = bar.close }
        return (bar.open - closeBefore) / unit
      }
      column("body", &writer) { ($0.close - $0.open) / unit }
      column("up", &writer) { ($0.high - max($0.open, $0.close)) / unit }
      column("down", &writer) { (min($0.open, $0.close) - $0.low) / unit }
      writer.array("volume") { writer in
        for bar in bars {
          writer.number(
            nil, DecimalNumber.text(Double(bar.volume) / Double(Amount.unitsPerOne), digits: 3))
        }
      }
    }
  }
}

extension MarketHistory.Bar {
  fileprivate func isMultiple(of unit: Int64) -> Bool {
    open % unit == 0 && high % unit == 0 && low % unit == 0 && close % unit == 0
  }
}
