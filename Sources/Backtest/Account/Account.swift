import Market

/// What a run holds: quote, and base by symbol. Only fills change it, and it keeps all of them, so
/// that the balances can be proven.
///
/// A spot account: what is not held cannot be sold, and what is not there cannot be spent.
struct Account: Sendable {
  let fees: Fees
  /// Quote at the start.
  let start: Amount
  private(set) var cash: Amount
  /// Every fill so far, in the order in which they happened.
  private(set) var fills: [Fill] = []
  /// Base held, by `SymbolID.rawValue`, of the symbols that were traded.
  private var bases: [Int128] = []

  init(_ settings: BacktestSettings) {
    fees = Fees(settings)
    start = settings.cash
    cash = settings.cash
  }

  /// Symbols up to this number may be held.
  var symbolCount: Int { bases.count }

  @inline(__always)
  func position(_ symbol: SymbolID) -> AmountSum {
    let index = Int(symbol.rawValue)
    return index < bases.count ? AmountSum(units: bases[index]) : .zero
  }

  /// The account's worth in units of 10⁻¹⁶, exact: price × quantity needs no rounding there. Nil if
  /// 128 bits do not hold it.
  func worth(_ markets: borrowing Markets) -> (fine: Int128, isHolding: Bool)? {
    var sum = Int128(cash.units) &* Exact.one
    var isHolding = false
    for index in bases.indices where bases[index] != 0 {
      let (base, symbol) = (bases[index], SymbolID(rawValue: UInt32(index)))
      if base >= Int128(markets[symbol].leastLot) { isHolding = true }
      let price = Int128(markets[symbol].price?.units ?? 0)
      guard let next = Exact.sum(sum, base, times: price) else { return nil }
      sum = next
    }
    return (sum, isHolding)
  }

  /// Moves a fill's money and keeps the fill. What other orders have set aside is not spent: where the
  /// rest cannot pay, it says why, and nothing changes.
  mutating func book(_ fill: borrowing Fill, besides aside: Reserve) -> Refusal? {
    if let refusal = refusal(of: fill, besides: aside) { return refusal }
    cash = Amount(units: cash.units + Int64(fill.cashChange))
    let index = Int(fill.symbol.rawValue)
    while bases.count <= index { bases.append(0) }
    bases[index] += fill.baseChange
    fills.append(copy fill)
    return nil
  }

  /// Why the account cannot pay for a fill; nil if it can.
  @inline(__always)
  func refusal(of fill: borrowing Fill, besides aside: Reserve) -> Refusal? {
    let (cashChange, baseChange) = (fill.cashChange, fill.baseChange)
    let held = position(fill.symbol)
    let newCash = Int128(cash.units) + cashChange
    if cashChange < 0, newCash < aside.quote {
      return .insufficient(-cashChange, "quote", free: Int128(cash.units) - aside.quote)
    }
    if baseChange < 0, held.units + baseChange < aside.base {
      return .insufficient(-baseChange, "base", free: held.units - aside.base)
    }
    if Int64(exactly: newCash) == nil {
      return .invalid("the balance after the fill is out of range")
    }
    return nil
  }

  /// The same balances without what has happened so far, to try something out.
  func trial() -> Account {
    var copy = self
    copy.fills = []
    return copy
  }
}

extension Account {
  /// Why the account cannot let an order rest beside what others have set aside; nil if it can.
  func shortage(for order: Order, besides aside: Reserve) -> Refusal? {
    let need = fees.reserve(for: order)
    let freeQuote = Int128(cash.units) - aside.quote
    let freeBase = position(order.symbol).units - aside.base
    if need.quote > freeQuote { return .insufficient(need.quote, "quote", free: freeQuote) }
    return need.base > freeBase ? .insufficient(need.base, "base", free: freeBase) : nil
  }
}
