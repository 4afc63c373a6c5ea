public import Market

/// A sale and the purchases that it ends, first in, first out. The fills of one selling order are
/// one sale, where no purchase comes between them.
public struct RoundTrip: Sendable, Hashable {
  public let symbol: SymbolID
  /// The selling order.
  public let order: OrderID
  /// When the oldest of the purchases was filled, µs since the epoch.
  public let entryTimeUs: Int64
  public let exitTimeUs: Int64
  /// Base sold.
  public let quantity: Amount
  /// What the purchases paid per unit, weighted by quantity and rounded up; without fees.
  public let entryPrice: Amount
  /// What the sale brought per unit, weighted by quantity and rounded down; without fees.
  public let exitPrice: Amount
  /// Quote received less quote spent, fees included; the cost of a purchase sold in parts is
  /// shared out by quantity, to the last unit.
  public let profit: AmountSum
}

/// Matches sales with purchases. The profits and the cost of what is still held add up to the
/// change in cash exactly.
struct RoundTripLedger {
  private struct Lot {
    let timeUs: Int64
    let price: Amount
    /// Base left of the purchase.
    var base: Int64
    /// Quote that this base has cost, fee included.
    var cost: Int128

    /// Takes base out together with its share of the cost, rounded up.
    mutating func take(_ used: Int64) -> Int128 {
      guard used < base else {
        defer { (base, cost) = (0, 0) }
        return cost
      }
      let (quotient, remainder) = (cost * Int128(used)).quotientAndRemainder(
        dividingBy: Int128(base))
      let share = remainder > 0 ? quotient + 1 : quotient
      base -= used
      cost -= share
      return share
    }
  }

  /// The last trip's sums of price × quantity, in units of 10⁻¹⁶.
  private struct Sums {
    var paid: Int128 = 0
    var brought: Int128 = 0
  }

  private(set) var trips: [RoundTrip] = []
  private var sums = Sums()
  /// True where the last fill was a sale: another one of its order belongs to it.
  private var isSelling = false
  /// By `SymbolID.rawValue`: purchases not sold yet, oldest first, from `heads` on.
  private var lots: [[Lot]] = []
  private var heads: [Int] = []

  mutating func add(_ fill: Fill) {
    let index = Int(fill.symbol.rawValue)
    while lots.count <= index {
      lots.append([])
      heads.append(0)
    }
    guard fill.side == .sell else {
      isSelling = false
      lots[index].append(
        Lot(
          timeUs: fill.timeUs, price: fill.price, base: Int64(fill.baseChange),
          cost: -fill.cashChange))
      return
    }
    close(fill, index)
  }

  private mutating func close(_ fill: Fill, _ index: Int) {
    var left = fill.quantity.units
    var cost: Int128 = 0
    var paid: Int128 = 0
    var entryTimeUs = fill.timeUs
    while heads[index] < lots[index].count {
      let head = heads[index]
      let used = min(left, lots[index][head].base)
      guard used > 0 || lots[index][head].base == 0 else { break }
      if left == fill.quantity.units { entryTimeUs = min(entryTimeUs, lots[index][head].timeUs) }
      paid += Int128(used) * Int128(lots[index][head].price.units)
      cost += lots[index][head].take(used)
      left -= used
      if lots[index][head].base == 0 { heads[index] += 1 }
    }
    dropClosed(index)
    note(fill, entryTimeUs: entryTimeUs, paid: paid, profit: fill.cashChange - cost)
  }

  /// Begins a round trip, or adds to the last one.
  private mutating func note(_ fill: Fill, entryTimeUs: Int64, paid: Int128, profit: Int128) {
    let last = isSelling ? trips.last : nil
    let isSame = last?.order == fill.order && last?.symbol == fill.symbol
    let before = isSame ? trips.removeLast() : nil
    if before == nil { sums = Sums() }
    isSelling = true
    sums.paid += paid
    sums.brought += Int128(fill.price.units) * Int128(fill.quantity.units)
    let quantity = fill.quantity.units + (before?.quantity.units ?? 0)
    func mean(_ sum: Int128, _ rounding: Rounding) -> Amount {
      Amount(units: Exact.divide(sum, Int128(max(1, quantity)), rounding) ?? .max)
    }
    trips.append(
      RoundTrip(
        symbol: fill.symbol, order: fill.order,
        entryTimeUs: min(entryTimeUs, before?.entryTimeUs ?? entryTimeUs), exitTimeUs: fill.timeUs,
        quantity: Amount(units: quantity), entryPrice: mean(sums.paid, .up),
        exitPrice: mean(sums.brought, .down),
        profit: AmountSum(units: profit + (before?.profit.units ?? 0))))
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
