import Market

extension OrderedRow {
  init(_ candle: Candle, isOffGrid: Bool) {
    self.init()
    let interval = candle.interval
    (key, first) = (candle.openTimeMs, candle.openTimeMs)
    last = interval.nextOpenTimeMs(
      isOffGrid ? interval.openTimeMs(atMs: candle.openTimeMs) : candle.openTimeMs)
    timeNs = (candle.closeTimeMs + 1) * 1_000_000
    self.isOffGrid = isOffGrid
  }

  /// Whether the next candle may open at this time: at the end of this one's interval, or within it where a
  /// halt has ended this one before.
  func allows(_ next: OrderedRow) -> Bool {
    next.key >= last || next.isOffGrid && next.key * 1_000_000 >= timeNs
  }
}
