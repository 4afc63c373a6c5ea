import Market

/// What trades are worth in the quote asset, or in coins on COIN-M.
///
/// Each trade's price × quantity is truncated to eight decimals (as measured on the klines of spot);
/// coins are summed up exactly and rounded once, which is kept here in units of 10⁻¹⁸.
struct QuoteSum: Equatable, Sendable {
  private var fine: Int128 = 0

  init() {}

  init(_ trade: MarketTrade, _ profile: SymbolProfile) {
    self.init(
      priceUnits: trade.priceTicks * profile.tickUnits,
      quantityUnits: trade.steps * profile.stepUnits, profile.contract)
  }

  init(priceUnits: Int64, quantityUnits: Int64, _ contract: InverseContract?) {
    let (price, quantity) = (Int128(priceUnits), Int128(quantityUnits))
    if let contract {
      fine = quantity * Int128(contract.dollars) * 1_000_000_000_000_000_000 / price
    } else {
      fine = price * quantity / 100_000_000 * 10_000_000_000
    }
  }

  static func += (sum: inout QuoteSum, other: QuoteSum) { sum.fine += other.fine }

  /// In units of 10⁻⁸, halves up.
  var units: Int128 { (fine + 5_000_000_000) / 10_000_000_000 }
}
