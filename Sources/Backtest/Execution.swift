package import Market

/// Where an order trades in a motion, before slippage.
package struct Execution: Hashable, Sendable {
  package let price: Amount
  /// True if the order was resting: it gave liquidity, and slippage does not touch it.
  package let isMaker: Bool

  package init(price: Amount, isMaker: Bool) {
    self.price = price
    self.isMaker = isMaker
  }
}

extension Order {
  /// The one table that decides every fill, for candles and for the tape alike; nil if the order
  /// does not trade in the motion.
  ///
  /// | order  | jump to p | glide a → b |
  /// |--------|-----------|-------------|
  /// | market | p         | a           |
  package func execution(in motion: Motion) -> Execution? {
    switch (kind, motion) {
    case (.market, .jump(let to)): Execution(price: to, isMaker: false)
    case (.market, .glide(let from, _)): Execution(price: from, isMaker: false)
    }
  }

  /// The side if it is known before the price is: nil for a target.
  var side: Side? {
    switch intent {
    case .quantity(let side, _), .quote(let side, _): side
    case .target: nil
    }
  }
}
