import Market

/// What the account would be worth had all cash bought the first symbol at its first price (the
/// open of the first candle that traded, or the first trade), with the same fee and slippage.
struct BuyAndHoldYardstick {
  private(set) var isStarted = false
  private var held: (symbol: SymbolID, base: Int128, cash: Int128)?

  mutating func start(_ symbol: SymbolID, at price: Amount, _ broker: Broker) {
    isStarted = true
    let settings = broker.settings
    let tickSize = broker.market(symbol)?.rules.tickSize
    guard let paid = settings.slippage.worsen(price, for: .buy, tickSize: tickSize),
      let quantity = broker.quantity(spending: settings.cash, at: paid, symbol),
      let money = Money(.buy, quantity, paid, settings, isMaker: false)
    else { return }
    let fee = Int128(money.fee.units)
    held = (
      symbol, Int128(quantity.units) - (money.isFeeInBase ? fee : 0),
      Int128(settings.cash.units - money.value.units) - (money.isFeeInBase ? 0 : fee)
    )
  }

  /// Nil if nothing ever traded, or if the tick size that slippage needs was not known then.
  func finalEquity(_ broker: Broker) -> AmountSum? {
    guard let held, let price = broker.price(held.symbol) else { return nil }
    return AmountSum(units: held.cash + held.base * Int128(price.units) / Exact.one)
  }
}
