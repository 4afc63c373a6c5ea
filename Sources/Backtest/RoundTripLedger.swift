public import Market

/// A sale and the purchases that it ends, first in, first out.
public struct RoundTrip: Sendable, Hashable {
  public let symbol: SymbolID
  /// When the oldest of the purchases was filled, µs since the epoch.
  public let entryTimeUs: Int64
  public let exitTimeUs: Int64
  /// Base sold.
  public let quantity: Amount
  /// What the purchases paid per unit, weighted by quantity and rounded up; without fees.
  public let entryPrice: Amount
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
  }

  private(set) var trips: [RoundTrip] = []
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
      cost += take(used, from: &lots[index][head])
      left -= used
      if lots[index][head].base == 0 { heads[index] += 1 }
    }
    dropClosed(index)
    let price = Exact.divide(paid, Int128(max(1, fill.quantity.units)), .up) ?? .max
    trips.append(
      RoundTrip(
        symbol: fill.symbol, entryTimeUs: entryTimeUs, exitTimeUs: fill.timeUs,
        quantity: fill.quantity, entryPrice: Amount(units: price), exitPrice: fill.price,
        profit: AmountSum(units: fill.cashChange - cost)))
  }

  /// Takes base out of a lot together with its share of the cost, rounded up.
  private func take(_ used: Int64, from lot: inout Lot) -> Int128 {
    guard used < lot.base else {
      defer { (lot.base, lot.cost) = (0, 0) }
      return lot.cost
    }
    let (quotient, remainder) = (lot.cost * Int128(used))
      .quotientAndRemainder(dividingBy: Int128(lot.base))
    let share = remainder > 0 ? quotient + 1 : quotient
    lot.base -= used
    lot.cost -= share
    return share
  }

  /// Forgets sold lots once they are the larger part, so that a long run stays small.
  private mutating func dropClosed(_ index: Int) {
    guard heads[index] * 2 > lots[index].count else { return }
    lots[index].removeFirst(heads[index])
    heads[index] = 0
  }
}
