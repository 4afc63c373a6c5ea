package import Market

/// A joined book as it was known at a moment.
package struct SampledBook {
  /// Receive time, ns since the epoch.
  package let receivedNs: Int64
  /// Since when the book has been joined, ns since the epoch.
  package let joinedSinceNs: Int64
  /// The id of the last update in it.
  package let updateId: Int64
  package let book: Book

  package init(receivedNs: Int64, joinedSinceNs: Int64, updateId: Int64, book: Book) {
    self.receivedNs = receivedNs
    self.joinedSinceNs = joinedSinceNs
    self.updateId = updateId
    self.book = book
  }

  /// The best bid and ask; nil while one side is empty.
  package var best: (bid: PriceLevel, ask: PriceLevel)? {
    guard let bid = book.bids.first, let ask = book.asks.first else { return nil }
    return (bid, ask)
  }
}

/// Figures of a book that has two sides. Prices and quantities are exact; ratios are `Double`.
package struct BookFeatures {
  /// Ask − bid.
  package let spread: AmountSum
  /// The sum of bid and ask, of which the mid price is the half.
  private let middleTwice: AmountSum
  private let book: Book
  private let best: (bid: PriceLevel, ask: PriceLevel)

  package init?(_ sample: SampledBook) {
    guard let best = sample.best else { return nil }
    self.best = best
    book = sample.book
    let (bid, ask) = (Int128(best.bid.price.units), Int128(best.ask.price.units))
    spread = AmountSum(units: ask - bid)
    middleTwice = AmountSum(units: ask + bid)
  }

  /// The middle between bid and ask, in full: up to nine decimals.
  package var middle: String {
    let half = AmountSum(units: middleTwice.units / 2)
    guard middleTwice.units % 2 != 0 else { return half.description }
    return half.text(decimals: Amount.decimalsMax) + "5"
  }

  /// The price at which the best quantities weigh equal: nearer to the side where less rests.
  package var microprice: Double {
    let (bid, ask) = (best.bid, best.ask)
    let (bids, asks) = (Double(bid.quantity.units), Double(ask.quantity.units))
    let weighed = Double(bid.price.units) * asks + Double(ask.price.units) * bids
    return weighed / (bids + asks) / Double(Amount.unitsPerOne)
  }

  /// (bids − asks) ÷ (bids + asks), by the quantities of the best levels.
  package func imbalance(levels: Int) -> Double {
    func sum(_ side: BookLevels) -> Double {
      side.prefix(levels).reduce(0) { $0 + Double($1.quantity.units) }
    }
    let (bids, asks) = (sum(book.bids), sum(book.asks))
    return (bids - asks) / (bids + asks)
  }

  /// What rests within so many basis points of the middle; nil where the book is not known that far.
  package func depth(isBid: Bool, basisPoints: Int) -> AmountSum? {
    let side = isBid ? book.bids : book.asks
    // In units of 1/20000, so that no price is rounded.
    let parts = Int128(isBid ? 10_000 - basisPoints : 10_000 + basisPoints)
    let edge = middleTwice.units * parts
    func isWithin(_ price: Amount) -> Bool {
      let scaled = Int128(price.units) * 20_000
      return isBid ? scaled >= edge : scaled <= edge
    }
    if let reach = side.reach, isWithin(reach) { return nil }
    return side.prefix { isWithin($0.price) }.reduce(into: AmountSum.zero) {
      $0 += AmountSum($1.quantity)
    }
  }
}
