package import Market

/// At what prices the market is known to sell and to buy.
package struct Quote: Hashable, Sendable {
  /// The highest price at which someone buys.
  package private(set) var bid: Amount
  /// The lowest price at which someone sells.
  package private(set) var ask: Amount

  /// One price, where nothing else is known.
  @inline(__always)
  package init(_ price: Amount) {
    bid = price
    ask = price
  }

  init(bid: Amount, ask: Amount) {
    self.bid = bid
    self.ask = ask
  }

  /// As trades tell it: a taker who bought has paid the ask, one who sold was paid the bid. Where the
  /// two cross, the older one is no more.
  init(after trade: Trade, _ before: Quote?) {
    self = before ?? Quote(trade.price)
    if trade.isBuyerMaker {
      bid = trade.price
      ask = max(ask, bid)
    } else {
      ask = trade.price
      bid = min(bid, ask)
    }
  }

  /// What an order of a side that takes is up against.
  func opposite(_ side: Side) -> Amount { side == .buy ? ask : bid }
}
