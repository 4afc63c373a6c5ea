import Market

extension Broker {
  /// Recomputes all money from the start and the fills alone, and compares it with the balances.
  ///
  /// Every run ends with it. It throws `BacktestError.unbalanced` if a fill's value or fee is not
  /// what its price and quantity make it, if a balance was ever negative, or if one differs.
  func reconcile() throws(BacktestError) {
    var quote = Int128(settings.cash.units)
    var base = [Int128](repeating: 0, count: markets.count)
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
    for (index, market) in markets.enumerated() where base[index] != Int128(market.base.units) {
      throw .unbalanced(
        asset: "base of symbol \(index)",
        account: AmountSum(units: Int128(market.base.units)), fills: AmountSum(units: base[index]))
    }
  }

  private func check(_ fill: Fill) throws(BacktestError) {
    let money = Money(fill.side, fill.quantity, fill.price, settings, isMaker: fill.isMaker)
    guard let money, money.value == fill.value, money.fee == fill.fee,
      money.isFeeInBase == fill.isFeeInBase
    else {
      throw .unbalanced(
        asset: "value and fee of fill \(fill.number)",
        account: AmountSum(units: Int128(fill.value.units) + Int128(fill.fee.units)),
        fills: AmountSum(units: Int128(money?.value.units ?? 0) + Int128(money?.fee.units ?? 0)))
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
