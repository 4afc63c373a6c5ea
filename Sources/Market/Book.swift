import Basics

/// One price of an order book and the quantity resting there; 0 deletes the price.
package struct PriceLevel: Equatable, Sendable {
  package var price: Amount
  package var quantity: Amount

  package init(price: Amount, quantity: Amount) {
    self.price = price
    self.quantity = quantity
  }
}

/// An order book: what rests at each price, exactly.
package struct Book: Equatable, Sendable {
  package private(set) var bids = BookLevels(isBid: true)
  package private(set) var asks = BookLevels(isBid: false)

  package init() {}

  /// A book that a snapshot shows.
  package init(bids: ArraySlice<PriceLevel>, asks: ArraySlice<PriceLevel>) {
    self.bids.replace(with: bids)
    self.asks.replace(with: asks)
  }

  /// Whether a bid is as high as an ask. The exchange matches such orders, so that it lasts for a part
  /// of an update at most.
  package var isCrossed: Bool {
    guard let bid = bids.first, let ask = asks.first else { return false }
    return bid.price >= ask.price
  }

  /// Sets the quantities of prices. A price that goes and was not there is nothing unusual: it lay
  /// beyond the snapshot.
  package mutating func apply(bids: ArraySlice<PriceLevel>, asks: ArraySlice<PriceLevel>) {
    for level in bids { self.bids.set(level) }
    for level in asks { self.asks.set(level) }
  }

  /// Takes over a newer snapshot as far as it reaches.
  package mutating func refresh(with fresh: Book) {
    bids.refresh(with: fresh.bids)
    asks.refresh(with: fresh.asks)
  }

  /// The first level, from the best on, in which another book of the same moment differs, as far as both
  /// reach.
  package func difference(from other: Book) -> BookDifference? {
    bids.difference(from: other.bids) ?? asks.difference(from: other.asks)
  }
}

/// A price at which two books do not hold the same.
package struct BookDifference: Equatable, Sendable {
  package let isBid: Bool
  package let price: Amount
  /// Nothing rests there: zero.
  package let quantity: Amount
  package let otherQuantity: Amount
}

/// One side of an order book, the best price first, each price once.
package struct BookLevels: Equatable, Sendable {
  /// Levels kept; of more, those farthest from the best price are forgotten.
  package static let countMax = 1 << 16

  package let isBid: Bool
  /// The best price last: most changes are near it, and move little there.
  private var levels: [PriceLevel] = []
  /// Every level is known from the best price to this one; behind it only those that have changed since
  /// the snapshot. Nil: all are known.
  package private(set) var reach: Amount?

  package init(isBid: Bool) { self.isBid = isBid }

  @inline(__always)
  private func isWorse(_ a: Amount, _ b: Amount) -> Bool { isBid ? a < b : a > b }

  /// Where a price stands, or would stand, in `levels`.
  private func index(of price: Amount) -> Int {
    levels.partitionPoint { !isWorse($0.price, price) }
  }

  package mutating func set(_ level: PriceLevel) {
    let index = index(of: level.price)
    let isThere = index < levels.count && levels[index].price == level.price
    switch (isThere, level.quantity > .zero) {
    case (true, true): levels[index].quantity = level.quantity
    case (true, false): levels.remove(at: index)
    case (false, true):
      levels.insert(level, at: index)
      if levels.count > Self.countMax { cut() }
    case (false, false): break
    }
  }

  /// Takes a snapshot's levels, in whatever order; of a price that comes twice the last counts.
  mutating func replace(with fresh: ArraySlice<PriceLevel>) {
    levels.removeAll(keepingCapacity: true)
    // From the worst to the best each new level goes to the end.
    let isFromBest = fresh.count > 1 && isWorse(fresh[fresh.endIndex - 1].price, fresh.first!.price)
    if isFromBest {
      for level in fresh.reversed() { set(level) }
    } else {
      for level in fresh { set(level) }
    }
    reach = levels.first?.price
  }

  mutating func refresh(with fresh: BookLevels) {
    guard let end = fresh.reach else {
      self = fresh
      return
    }
    let behind = levels[..<index(of: end)]
    levels = Array(behind) + fresh.levels[fresh.index(of: end)...]
    reach = reach.map { isWorse($0, end) ? $0 : end }
    if levels.count > Self.countMax { cut() }
  }

  /// Forgets the levels farthest from the best price.
  private mutating func cut() {
    levels.removeFirst(levels.count - Self.countMax)
    let end = levels[0].price
    if reach.map({ isWorse($0, end) }) ?? true { reach = end }
  }

  func difference(from other: BookLevels) -> BookDifference? {
    let ends = [reach, other.reach].compactMap { $0 }
    let end = isBid ? ends.max() : ends.min()
    for (a, b) in zip(self, other) where a != b {
      let price = isWorse(a.price, b.price) ? b.price : a.price
      return difference(at: price, from: other, end)
    }
    let longer = count > other.count ? self : other
    let shorter = Swift.min(count, other.count)
    return shorter < longer.count ? difference(at: longer[shorter].price, from: other, end) : nil
  }

  private func difference(
    at price: Amount, from other: BookLevels, _ end: Amount?
  ) -> BookDifference? {
    if let end, isWorse(price, end) { return nil }
    return BookDifference(
      isBid: isBid, price: price, quantity: quantity(at: price),
      otherQuantity: other.quantity(at: price))
  }

  /// What rests at a price.
  package func quantity(at price: Amount) -> Amount {
    let index = index(of: price)
    return index < levels.count && levels[index].price == price ? levels[index].quantity : .zero
  }
}

extension BookLevels: RandomAccessCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { levels.count }
  /// The levels from the best price on.
  package subscript(_ index: Int) -> PriceLevel { levels[levels.count - 1 - index] }
}
