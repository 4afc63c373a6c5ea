import Market

/// What the exchange takes of each fill, and from which asset.
struct Fees: Sendable {
  let taker: Ratio
  let maker: Ratio
  let asset: FeeAsset

  init(_ settings: BacktestSettings) {
    taker = settings.fee(isMaker: false)
    maker = settings.fee(isMaker: true)
    asset = settings.feeAsset
  }

  /// Value and fee of a trade, rounded against the account; nil where a product exceeds an amount.
  func money(
    _ side: Side, _ quantity: AmountSum, at price: Amount, isMaker: Bool
  ) -> Money? {
    let isFeeInBase = side == .buy && asset == .received
    let rate = isMaker ? maker : taker
    guard
      let exact = Exact.product(price.units, quantity.units, side == .buy ? .up : .down),
      let value = Int64(exactly: exact),
      let fee = Exact.product(rate.parts, isFeeInBase ? quantity.units : Int128(value), .up)
    else { return nil }
    return Money(
      value: Amount(units: value), fee: AmountSum(units: fee), isFeeInBase: isFeeInBase)
  }

  /// The largest quantity whose cost, rounded up, and fee, rounded up, stay within an amount.
  func quantity(spending quote: Amount, at price: Amount) -> AmountSum? {
    var value = quote.units
    if asset == .quote {
      // v + ⌈v·r⌉ ≤ quote holds for v = ⌊quote ÷ (1 + r)⌋, and for no larger v.
      guard
        let net = Exact.divide(
          Int128(quote.units) * Exact.one, Exact.one + Int128(taker.parts), .down)
      else { return nil }
      value = net
    }
    // ⌈q·p⌉ ≤ v for every q ≤ v ÷ p.
    return Exact.wideQuotient(max(0, value), price.units, .down).map { AmountSum(units: $0) }
  }

  /// What an order may come to cost while it stands; nothing where that is not known before its stop
  /// is reached. An order at market pays when it trades.
  @inline(__always)
  func reserve(for order: Order) -> Reserve {
    order.isAtMarket ? Reserve() : reserve(for: order.intent, at: order.limit ?? order.stop)
  }

  private func reserve(for intent: Order.Intent, at price: Amount?) -> Reserve {
    switch intent {
    case .quantity(.sell, let quantity): return Reserve(base: quantity.units)
    case .quantity(.buy, let quantity):
      guard let price, let value = Exact.product(price.units, quantity.units, .up) else {
        return Reserve()
      }
      let rate = max(taker, maker).parts
      let fee = asset == .quote ? Exact.product(rate, value, .up) ?? 0 : 0
      return Reserve(quote: value + fee)
    case .quote(.buy, let quote): return Reserve(quote: Int128(quote.units))
    case .quote(.sell, let quote):
      let base = price.flatMap { Exact.wideQuotient(quote.units, $0.units, .up) }
      return Reserve(base: base ?? 0)
    case .target: return Reserve()
    }
  }
}

/// Value and fee of a trade.
struct Money {
  let value: Amount
  let fee: AmountSum
  let isFeeInBase: Bool
}

/// Quote and base that orders set aside, as Binance locks them.
struct Reserve {
  var quote: Int128 = 0
  var base: Int128 = 0
}
