import Market

extension Order {
  /// What a meeting with the market changes in an order before it is sure to trade.
  struct Attempt {
    let stage: Stage
    private let extreme: Amount?
    private let intent: Intent
    private let isTarget: Bool

    @inline(__always)
    init(_ order: Order) {
      stage = order.stage
      extreme = order.extreme
      intent = order.intent
      isTarget = order.isTarget
    }

    /// Leaves the order as it was.
    func undo(_ order: inout Order) {
      order.stage = stage
      order.extreme = extreme
      order.intent = intent
      order.isTarget = isTarget
    }
  }

  /// Whether it stands at a time to come, as far as is known now: its cancellation has not arrived.
  func isOpen(atUs timeUs: Int64) -> Bool { !isGone && cancelledUs > timeUs }

  /// Takes a fill off what is left of the order.
  mutating func take(_ fill: Fill) {
    filled.units = Int64(clamping: Int128(filled.units) + Int128(fill.quantity.units))
    received = Int64(clamping: Int128(received) + Int128(fill.baseChange.magnitude))
    switch intent {
    case .quantity(let side, let quantity):
      intent = .quantity(side, Amount(units: quantity.units - fill.quantity.units))
    case .quote(.buy, let quote):
      let left = Int128(quote.units) + fill.cashChange
      intent = .quote(.buy, Amount(units: Int64(clamping: left)))
    case .quote(.sell, let quote):
      intent = .quote(.sell, Amount(units: max(0, quote.units - fill.value.units)))
    case .target: break
    }
  }
}
