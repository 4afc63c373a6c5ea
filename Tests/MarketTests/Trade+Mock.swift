import Market
import TestSupport

extension Trade {
  /// A valid trade; a test names what matters.
  static func mock(
    _ id: Int64, atMs timeMs: Int64, price: Int64 = 100, quantity: Int64 = 1,
    buyerIsMaker: Bool = false
  ) -> Trade {
    Trade(
      symbol: SymbolID(rawValue: 0), id: id, firstTradeId: id, lastTradeId: id,
      price: Amount(units: price * Amount.unitsPerOne),
      quantity: Amount(units: quantity * Amount.unitsPerOne), tradeTimeUs: timeMs * 1000,
      isBuyerMaker: buyerIsMaker, decimals: Decimals(price: 2, quantity: 3))
  }
}

/// A made tape: ids unbroken, times never falling, quiet stretches and bursts within one ms.
func madeTrades(count: Int, random: inout SeededRandom) -> [Trade] {
  var timeUs: Int64 = 1_723_161_255_342_000
  var price: Int64 = 6_183_763_000_000
  return (0..<count).map { index in
    timeUs += [0, 0, 1, 900_000, 3_000_000, 90_000_000].randomElement(using: &random) ?? 0
    price += Int64.random(in: -9_000_000...9_000_000, using: &random)
    var trade = Trade.mock(Int64(index) + 1000, atMs: 0)
    trade.tradeTimeUs = timeUs
    trade.price.units = price
    trade.quantity.units = Int64.random(in: 1...5_000_000_000, using: &random)
    trade.isBuyerMaker = Bool.random(using: &random)
    return trade
  }
}

extension Amount {
  /// A whole number.
  static func whole(_ number: Int64) -> Amount { Amount(units: number * unitsPerOne) }
}
