import Market

/// What an account holds, and the last prices, on the way from mark to mark.
struct MarkedAccount {
  typealias Mark = AccountCurve.Mark

  private var cash: Int128
  /// By `SymbolID.rawValue`.
  private var base: [Int128] = []
  private var price: [Int64] = []

  init(cash: Int128) { self.cash = cash }

  /// Takes over the prices of candles that mark nothing.
  mutating func take(_ bars: ArraySlice<MarketHistory.Bar>) {
    for bar in bars {
      makeRoom(for: bar.symbol)
      price[Int(bar.symbol.rawValue)] = bar.close
    }
  }

  /// The mark at the end of an instant, its fills taken in; nil where it leaves 128 bits.
  mutating func mark(
    _ bars: ArraySlice<MarketHistory.Bar>, _ fills: ArraySlice<Fill>
  ) -> Mark? {
    bars.count == 1 && fills.isEmpty
      ? quietMark(bars[bars.startIndex]) : busyMark(bars, fills)
  }

  /// The mark at the end of an instant with one candle and no fill, which most are.
  private mutating func quietMark(_ bar: MarketHistory.Bar) -> Mark? {
    makeRoom(for: bar.symbol)
    let index = Int(bar.symbol.rawValue)
    price[index] = bar.close
    var isHolding = false
    guard let worth = worth(isHolding: &isHolding) else { return nil }
    // Both prices lie within 63 bits, and so does the way between them.
    let fall = Int128(base[index]) * Int128(max(0, bar.close - bar.low))
    return Mark(
      timeUs: bar.endUs, worth: worth, low: worth - fall, isHolding: isHolding)
  }

  /// At the last closes.
  private func worth(isHolding: inout Bool) -> Int128? {
    var sum = cash
    for index in base.indices where base[index] != 0 {
      isHolding = true
      let (next, overflow) = sum.addingReportingOverflow(
        Int128(base[index]) * Int128(price[index]))
      if overflow { return nil }
      sum = next
    }
    return sum
  }

  private mutating func busyMark(
    _ bars: ArraySlice<MarketHistory.Bar>, _ fills: ArraySlice<Fill>
  ) -> Mark? {
    for bar in bars { makeRoom(for: bar.symbol) }
    for fill in fills { makeRoom(for: fill.symbol) }
    let low = fills.isEmpty ? worth(atLowsOf: bars) : lowest(bars, fills)
    for bar in bars { price[Int(bar.symbol.rawValue)] = bar.close }
    guard let worth = worth(atLowsOf: []), let low, let endUs = bars.first?.endUs else {
      return nil
    }
    return Mark(
      timeUs: endUs, worth: worth, low: min(low, worth), isHolding: base.contains { $0 != 0 })
  }

  /// Takes the fills in, and gives the worth at the worst moment. In a candle's walk the low ends the
  /// first glide where a position is held after the open, else the second. On the tape nobody knows
  /// when it came: while most was held.
  private mutating func lowest(
    _ bars: ArraySlice<MarketHistory.Bar>, _ fills: ArraySlice<Fill>
  ) -> Int128? {
    var lowest: Int128?
    func note(_ worth: Int128?) -> Int128? {
      guard let worth else { return lowest }
      return min(lowest ?? worth, worth)
    }
    var lowSteps: [Int] = []
    for step in 0..<CandlePath.stepCount {
      for fill in fills where fill.step == step { take(fill) }
      if step == 0 { lowSteps = bars.map { base[Int($0.symbol.rawValue)] > 0 ? 1 : 2 } }
      guard lowSteps.contains(step) else { continue }
      let reached = zip(bars, lowSteps).filter { $0.1 <= step }.map(\.0)
      lowest = note(worth(atLowsOf: reached[...]))
    }
    for fill in fills where fill.step == nil {
      lowest = note(worth(atLowsOf: bars))
      take(fill)
      lowest = note(worth(atLowsOf: bars))
    }
    return lowest
  }

  private mutating func take(_ fill: Fill) {
    cash += fill.cashChange * Exact.one
    base[Int(fill.symbol.rawValue)] += fill.baseChange
  }

  private mutating func makeRoom(for symbol: SymbolID) {
    let missing = Int(symbol.rawValue) + 1 - base.count
    guard missing > 0 else { return }
    base.append(contentsOf: repeatElement(0, count: missing))
    price.append(contentsOf: repeatElement(0, count: missing))
  }

  /// With these symbols at their lows and the others at their last closes.
  private func worth(atLowsOf bars: ArraySlice<MarketHistory.Bar>) -> Int128? {
    var sum = cash
    for index in base.indices where base[index] != 0 {
      let low = bars.first { Int($0.symbol.rawValue) == index }?.low
      guard let next = Exact.sum(sum, base[index], times: Int128(low ?? price[index])) else {
        return nil
      }
      sum = next
    }
    return sum
  }
}

extension Fill {
  /// The step of the walk through its candle; nil on the tape.
  var step: Int? {
    if case .candle(_, let step) = evidence { step } else { nil }
  }
}
