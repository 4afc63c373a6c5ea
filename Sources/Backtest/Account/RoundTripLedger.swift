public import Market

/// A sale and the purchases that it ends, matched as the settings say: first in, first out, or else.
/// The fills of one selling order are one sale, where no purchase comes between them.
public struct RoundTrip: Sendable, Hashable {
  public let symbol: SymbolID
  /// The selling order.
  public let order: OrderID
  /// When the oldest of the purchases was filled, µs since the epoch.
  public let entryTimeUs: Int64
  public let exitTimeUs: Int64
  /// Base sold.
  public let quantity: AmountSum
  /// What the purchases paid per unit, weighted by quantity and rounded up; without fees.
  public let entryPrice: Amount
  /// What the sale brought per unit, weighted by quantity and rounded down; without fees.
  public let exitPrice: Amount
  /// Quote received less quote spent, fees included; the cost of a purchase sold in parts is
  /// shared out by quantity, to the last unit.
  public let profit: AmountSum
  /// What made the selling order trade.
  public let reason: Fill.Reason
}

/// Matches sales with purchases, as the settings say. The profits, the cost of what is still held and
/// that of dust add up to the change in cash exactly.
///
/// Where a sale leaves less than a lot's step, the position is flat: what is left is dust, which
/// belongs to no round trip, and the next purchase begins one.
struct RoundTripLedger {
  private struct Lot {
    let timeUs: Int64
    /// Base left of the purchase.
    var base: Int128
    /// Quote that this base has cost, fee included.
    var cost: Int128
    /// Price × base, in units of 10⁻¹⁶.
    var paid: Int128

    /// Takes base out together with its share of the cost and of the price, rounded up.
    mutating func take(_ used: Int128) -> (cost: Int128, paid: Int128) {
      let shares = (cost: share(of: cost, used), paid: share(of: paid, used))
      base -= used
      cost -= shares.cost
      paid -= shares.paid
      return shares
    }

    private func share(of sum: Int128, _ used: Int128) -> Int128 {
      guard used < base else { return sum }
      let (share, overflow) = sum.multipliedReportingOverflow(by: used)
      guard !overflow else { return sum / base * used }
      let (quotient, remainder) = share.quotientAndRemainder(dividingBy: base)
      return remainder > 0 ? quotient + 1 : quotient
    }
  }

  /// The last trip's sums of price × quantity, in units of 10⁻¹⁶.
  private struct Sums {
    var paid: Int128 = 0
    var brought: Int128 = 0
  }

  private let matching: BacktestSettings.TripMatching
  private(set) var trips: [RoundTrip] = []
  private var sums = Sums()
  /// True where the last fill was a sale: another one of its order belongs to it.
  private var isSelling = false
  /// By `SymbolID.rawValue`: purchases not sold yet, oldest first, from `heads` on.
  private var lots: [[Lot]] = []
  private var heads: [Int] = []

  init(_ matching: BacktestSettings.TripMatching) { self.matching = matching }

  /// - Parameter step: of the symbol's lots.
  mutating func add(_ fill: Fill, step: Amount) {
    let index = Int(fill.symbol.rawValue)
    while lots.count <= index {
      lots.append([])
      heads.append(0)
    }
    if fill.side == .buy { open(fill, index) } else { close(fill, index, step: step) }
  }

  private mutating func open(_ fill: Fill, _ index: Int) {
    isSelling = false
    let base = fill.baseChange
    var lot = Lot(
      timeUs: fill.timeUs, base: base, cost: -fill.cashChange,
      paid: Exact.sum(0, base, times: Int128(fill.price.units)) ?? .max / 2)
    if matching == .average, heads[index] < lots[index].count {
      let before = lots[index].removeLast()
      lot = Lot(
        timeUs: before.timeUs, base: before.base + lot.base, cost: before.cost + lot.cost,
        paid: before.paid + lot.paid)
    }
    lots[index].append(lot)
  }

  private mutating func close(_ fill: Fill, _ index: Int, step: Amount) {
    var left = fill.quantity.units
    var (cost, paid): (Int128, Int128) = (0, 0)
    var entryTimeUs = fill.timeUs
    while heads[index] < lots[index].count {
      let at = matching == .lifo ? lots[index].count - 1 : heads[index]
      let used = min(left, lots[index][at].base)
      guard used > 0 || lots[index][at].base == 0 else { break }
      if used > 0 { entryTimeUs = min(entryTimeUs, lots[index][at].timeUs) }
      let shares = lots[index][at].take(used)
      cost += shares.cost
      paid += shares.paid
      left -= used
      guard lots[index][at].base == 0 else { continue }
      if matching == .lifo { lots[index].removeLast() } else { heads[index] += 1 }
    }
    if isFlat(index, step: step) { heads[index] = lots[index].count }
    dropClosed(index)
    note(fill, entryTimeUs: entryTimeUs, paid: paid, profit: fill.cashChange - cost)
  }

  /// Whether less than a step is left.
  private func isFlat(_ index: Int, step: Amount) -> Bool {
    var left: Int128 = 0
    for lot in lots[index][heads[index]...] {
      left += lot.base
      if left >= Int128(max(1, step.units)) { return false }
    }
    return true
  }

  /// Begins a round trip, or adds to the last one.
  private mutating func note(_ fill: Fill, entryTimeUs: Int64, paid: Int128, profit: Int128) {
    let last = isSelling ? trips.last : nil
    let isSame = last?.order == fill.order && last?.symbol == fill.symbol
    let before = isSame ? trips.removeLast() : nil
    if before == nil { sums = Sums() }
    isSelling = true
    sums.paid += paid
    sums.brought =
      Exact.sum(sums.brought, fill.quantity.units, times: Int128(fill.price.units)) ?? .max
    let quantity = fill.quantity.units + (before?.quantity.units ?? 0)
    func mean(_ sum: Int128, _ rounding: Rounding) -> Amount {
      Amount(units: Exact.divide(sum, max(1, quantity), rounding) ?? .max)
    }
    trips.append(
      RoundTrip(
        symbol: fill.symbol, order: fill.order,
        entryTimeUs: min(entryTimeUs, before?.entryTimeUs ?? entryTimeUs), exitTimeUs: fill.timeUs,
        quantity: AmountSum(units: quantity), entryPrice: mean(sums.paid, .up),
        exitPrice: mean(sums.brought, .down),
        profit: AmountSum(units: profit + (before?.profit.units ?? 0)), reason: fill.reason))
  }

  /// Forgets sold lots once they are the larger part, so that a long run stays small.
  private mutating func dropClosed(_ index: Int) {
    guard heads[index] * 2 > lots[index].count else { return }
    if heads[index] == lots[index].count {
      lots[index].removeAll(keepingCapacity: true)
    } else {
      lots[index].removeFirst(heads[index])
    }
    heads[index] = 0
  }
}
