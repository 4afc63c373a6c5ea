import Market

extension Account {
  /// Recomputes all money from the start and the fills alone, and compares it with the balances.
  ///
  /// Every run ends with it. It throws `BacktestError.unbalanced` if a fill's value or fee is not
  /// what its price and quantity make it, if a balance was ever negative, or if one differs.
  func reconcile() throws(BacktestError) {
    var quote = Int128(start.units)
    var base = [Int128](repeating: 0, count: symbolCount)
    for fill in fills {
      let index = Int(fill.symbol.rawValue)
      try check(fill)
      quote += fill.cashChange
      base[index] += fill.baseChange
      try refuseNegative("quote", quote, after: fill)
      try refuseNegative("base of symbol \(index)", base[index], after: fill)
    }
    if quote != Int128(cash.units) {
      throw .unbalanced(
        asset: "quote", account: AmountSum(units: Int128(cash.units)),
        fills: AmountSum(units: quote))
    }
    for (index, base) in base.enumerated() {
      let held = position(SymbolID(rawValue: UInt32(index)))
      guard base != held.units else { continue }
      throw .unbalanced(
        asset: "base of symbol \(index)", account: held, fills: AmountSum(units: base))
    }
  }

  private func check(_ fill: Fill) throws(BacktestError) {
    let money = fees.money(
      fill.side, fill.quantity, at: fill.price, isMaker: fill.isMaker)
    guard let money, money.value == fill.value, money.fee == fill.fee,
      money.isFeeInBase == fill.isFeeInBase
    else {
      throw .unbalanced(
        asset: "value and fee of fill \(fill.number)",
        account: AmountSum(units: Int128(fill.value.units) + fill.fee.units),
        fills: AmountSum(units: Int128(money?.value.units ?? 0) + (money?.fee.units ?? 0)))
    }
  }

  private func refuseNegative(
    _ asset: @autoclosure () -> String, _ balance: Int128, after fill: Fill
  ) throws(BacktestError) {
    guard balance < 0 else { return }
    throw .unbalanced(
      asset: "\(asset()) after fill \(fill.number)", account: .zero,
      fills: AmountSum(units: balance))
  }
}
