import Market

/// Marks the account at quiet candles. Neither cash nor positions change there, so that the
/// account's worth is a straight line over the close of the symbol at work. What matters of a close
/// is then known by two comparisons: whether it makes a new peak of the worth, or a new low since
/// the peak.
struct QuietMarks {
  private let base: Int128
  /// Of cash and the other symbols' positions, in units of 10⁻¹⁶.
  private let otherWorth: Int128
  private let isHolding: Bool

  /// Nil where the account's worth may leave 128 bits on the way.
  @inline(__always)
  init?(_ batch: CandleBatch, _ broker: borrowing Broker) {
    guard let worth = broker.exchange.account.worth(broker.exchange.markets) else { return nil }
    let price = broker.exchange.markets[batch.symbol].price
    base = broker.position(batch.symbol).units
    otherWorth = worth.fine - base * Int128(price?.units ?? 0)
    isHolding = worth.isHolding
    let most = Exact.sum(otherWorth, base, times: Int128(batch.largestClose.units))
    if most == nil { return nil }
  }

  /// Marks the account at the candles of a range, at least one.
  @inline(__always)
  func mark(_ batch: CandleBatch, _ range: Range<Int>, _ track: inout EquityTrack) {
    if base == 0 {
      track.mark(otherWorth, times: range.count, isHolding: isHolding)
    } else {
      track.mark(batch.closes.span, range, times: base, plus: otherWorth, isHolding: isHolding)
    }
  }
}
