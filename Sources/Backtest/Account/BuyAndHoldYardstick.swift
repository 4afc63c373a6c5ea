import Market

/// What the account would be worth had all cash bought the first symbol at its first price (the
/// open of the first candle that traded, or the first trade), with the same fee and slippage.
struct BuyAndHoldYardstick {
  private(set) var isStarted = false
  private(set) var held: Holding?

  /// What was bought, and the cash that was left, in units of 10⁻⁸.
  struct Holding: Sendable, Hashable {
    let symbol: SymbolID
    let base: Int128
    let cash: Int128
  }

  mutating func start(
    _ symbol: SymbolID, at price: Amount, _ settings: BacktestSettings, _ rules: SymbolRules
  ) {
    isStarted = true
    let fees = Fees(settings)
    guard let paid = settings.slippage.worsen(price, for: .buy, tickSize: rules.tickSize),
      let most = fees.quantity(spending: settings.cash, at: paid),
      case let quantity = rules.cut(most),
      let money = fees.money(.buy, quantity, at: paid, isMaker: false)
    else { return }
    let fee = money.fee.units
    held = Holding(
      symbol: symbol, base: quantity.units - (money.isFeeInBase ? fee : 0),
      cash: Int128(settings.cash.units - money.value.units) - (money.isFeeInBase ? 0 : fee))
  }

  /// Nil if nothing ever traded, or if the tick size that slippage needs was not known then.
  func finalEquity(_ broker: Broker) -> AmountSum? {
    guard let held, let price = broker.price(held.symbol) else { return nil }
    let worth = Exact.sum(0, held.base, times: Int128(price.units))
    return worth.map { AmountSum(units: held.cash + $0 / Exact.one) }
  }
}
