public import Market

/// The marking candles of a run, kept small: what metrics and charts need besides the fills.
///
/// Give it the candles that the backtest is given; it keeps those of one interval, 64 bytes each.
public struct MarketHistory: Sendable {
  /// A candle's times and prices.
  struct Bar: Sendable, Hashable {
    let symbol: SymbolID
    let openTimeMs: Int64
    let closeTimeMs: Int64
    let open: Int64
    let high: Int64
    let low: Int64
    let close: Int64
    /// Base traded, as far as 64 bits reach; 0 where the source does not say.
    let volume: Int64

    /// The first instant after the candle, µs.
    var endUs: Int64 { (closeTimeMs + 1) * 1000 }
  }

  let interval: Interval
  /// In the order in which they were given.
  private(set) var bars: [Bar] = []
  /// By `SymbolID.rawValue`: the last close; 0 until there is one.
  private var lastCloses: [Int64] = []

  /// Keeps candles of this interval; give it that of the backtest's settings.
  public init(interval: Interval) { self.interval = interval }

  /// The history of candles that are all there.
  public init(_ candles: [Candle], interval: Interval) {
    self.init(interval: interval)
    bars.reserveCapacity(candles.count)
    for candle in candles { add(candle) }
  }

  /// Makes room for so many candles.
  public mutating func reserve(_ count: Int) { bars.reserveCapacity(min(count, 10_000_000)) }

  /// Candles kept so far.
  public var count: Int { bars.count }

  /// Takes in a candle; one of another interval is passed over. A silent candle stands flat at the
  /// last close, and is not kept before the first.
  public mutating func add(_ candle: Candle) {
    guard candle.interval == interval else { return }
    let index = Int(candle.symbol.rawValue)
    while lastCloses.count <= index { lastCloses.append(0) }
    if !candle.isSilent { lastCloses[index] = candle.close.units }
    let close = lastCloses[index]
    guard close > 0 else { return }
    bars.append(
      Bar(
        symbol: candle.symbol, openTimeMs: candle.openTimeMs, closeTimeMs: candle.closeTimeMs,
        open: candle.isSilent ? close : candle.open.units,
        high: candle.isSilent ? close : candle.high.units,
        low: candle.isSilent ? close : candle.low.units, close: close,
        volume: Int64(clamping: candle.volume.units)))
  }

  /// By `SymbolID.rawValue`. One symbol's are not copied.
  var barsBySymbol: [[Bar]] {
    if bars.allSatisfy({ $0.symbol.rawValue == 0 }) { return [bars] }
    var bySymbol: [[Bar]] = []
    for bar in bars {
      while bySymbol.count <= Int(bar.symbol.rawValue) { bySymbol.append([]) }
      bySymbol[Int(bar.symbol.rawValue)].append(bar)
    }
    return bySymbol
  }

  /// The bars of one instant after the other: those that end together, as long as they stand
  /// together. Ends with the first false of `body`, and returns it.
  @discardableResult
  func forEachInstant(_ body: (ArraySlice<Bar>) throws -> Bool) rethrows -> Bool {
    var start = 0
    while start < bars.count {
      var end = start + 1
      while end < bars.count, bars[end].closeTimeMs == bars[start].closeTimeMs { end += 1 }
      if try !body(bars[start..<end]) { return false }
      start = end
    }
    return true
  }
}
