import Market

/// What was traded in a symbol in the last minutes, for the mean price that the exchange's percent
/// filters measure by.
///
/// Trades of the tape are taken one by one: their mean is exact, back to the first one recorded.
/// A candle counts as a whole at its end, so that the mean is exact where candles end on the edge of
/// the minutes asked for, and that of the last candle where candles are longer. Candles without quote
/// volume (plain CSVs) count at their close.
struct RecentTrading: Sendable {
  private struct Part {
    let timeUs: Int64
    /// Base, units of 10⁻⁸.
    let quantity: Int128
    /// Quote, units of 10⁻¹⁶.
    let value: Int128
  }

  /// The exchange looks back five minutes; whoever says more than this is taken to say this.
  static let minutesMax: Int64 = 1440
  private static let minuteUs: Int64 = 60_000_000

  /// How far back it is kept; 0 keeps nothing.
  private var reachUs: Int64 = 0
  /// In order of time, from `first` on.
  private var parts: [Part] = []
  private var first = 0

  var isKept: Bool { reachUs > 0 }

  /// Keeps what the mean of so many minutes needs, from now on.
  mutating func keep(minutes: Int64) {
    reachUs = min(max(0, minutes), Self.minutesMax) * Self.minuteUs
    if reachUs == 0 { (parts, first) = ([], 0) }
  }

  mutating func add(_ trade: Trade) {
    guard isKept else { return }
    let quantity = Int128(trade.quantity.units)
    add(atUs: trade.tradeTimeUs, quantity, quantity * Int128(trade.price.units))
  }

  mutating func add(_ candle: Candle) {
    guard isKept else { return }
    let quantity = candle.volume.units
    let (quote, price) =
      candle.quoteVolume.units > 0
      ? (candle.quoteVolume.units, Exact.one) : (quantity, Int128(candle.close.units))
    let (value, overflow) = quote.multipliedReportingOverflow(by: price)
    if !overflow { add(atUs: candle.endUs, quantity, value) }
  }

  /// Takes in a stretch of candles, of which only the last ones are near enough.
  @inline(__always)
  mutating func add(_ candles: [Candle], _ range: Range<Int>) {
    if isKept { addNear(candles, range) }
  }

  private mutating func addNear(_ candles: [Candle], _ range: Range<Int>) {
    guard let last = range.last else { return }
    let near = range.reversed().prefix { candles[last].endUs - candles[$0].endUs < reachUs }
    for index in near.reversed() { add(candles[index]) }
  }

  private mutating func add(atUs timeUs: Int64, _ quantity: Int128, _ value: Int128) {
    guard quantity > 0 else { return }
    // A late trade counts when it comes.
    let timeUs = max(timeUs, parts.last?.timeUs ?? timeUs)
    while first < parts.count, timeUs - parts[first].timeUs >= reachUs { first += 1 }
    if first > parts.count / 2 {
      parts.removeFirst(first)
      first = 0
    }
    parts.append(Part(timeUs: timeUs, quantity: quantity, value: value))
  }

  /// Mean price of the last minutes up to now, cut to 10⁻⁸; nil where nothing was traded in them, or
  /// more than 128 bits hold.
  func mean(minutes: Int64, nowUs: Int64) -> Amount? {
    let reachUs = min(minutes, Self.minutesMax) * Self.minuteUs
    var (quantity, value) = (Int128(0), Int128(0))
    for part in parts[first...].reversed() {
      guard nowUs - part.timeUs < reachUs else { break }
      let (moreQuantity, isTooMuch) = quantity.addingReportingOverflow(part.quantity)
      let (moreValue, isTooLarge) = value.addingReportingOverflow(part.value)
      if isTooMuch || isTooLarge { return nil }
      (quantity, value) = (moreQuantity, moreValue)
    }
    guard quantity > 0, let units = Int64(exactly: value / quantity), units > 0 else { return nil }
    return Amount(units: units)
  }
}
