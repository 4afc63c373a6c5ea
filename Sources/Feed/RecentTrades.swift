import Basics
import Market

/// What the latest trades of a symbol said, so that one whose ids were seen before can be compared with
/// the one that had them: a copy says the same.
struct RecentTrades: Sendable {
  /// Trades kept. Copies come soon: from another connection, or where a recorder began anew.
  static let countMax = 1024

  /// A trade, or an aggregate, as far as copies of it agree.
  struct Seen: Equatable, Sendable {
    let firstId: Int64
    let lastId: Int64
    let recordId: Int64
    let price: Amount
    let quantity: Amount
    /// REST and archives give ms where streams give µs.
    let timeMs: Int64
  }

  private var slots = WindowSlots(countMax: countMax)
  private var trades: [Seen] = []

  mutating func add(_ trade: Trade) {
    let slot = slots.advance()
    if slot == trades.count { trades.append(Seen(trade)) } else { trades[slot] = Seen(trade) }
  }

  /// Those that share ids with a trade; none if one of them says the same, or if they are forgotten.
  ///
  /// Records without price or quantity are no trades of the market, and contradict none.
  func contradicting(_ trade: Trade) -> [Seen] {
    guard trade.price.units > 0, trade.quantity.units > 0 else { return [] }
    let seen = Seen(trade)
    var others: [Seen] = []
    // The newest first: most copies are of it.
    for age in 0..<trades.count {
      let other = trades[slots[age]]
      guard other.firstId <= seen.lastId, other.lastId >= seen.firstId else { continue }
      if other.says(seen) { return [] }
      if other.price.units > 0, other.quantity.units > 0 { others.append(other) }
    }
    return others
  }
}

extension RecentTrades {
  /// Whether one of them shares ids with a trade.
  func knows(_ trade: Trade) -> Bool {
    let seen = Seen(trade)
    return trades.contains { $0.firstId <= seen.lastId && $0.lastId >= seen.firstId }
  }
}

extension RecentTrades.Seen {
  init(_ trade: Trade) {
    (firstId, lastId, recordId) = (trade.firstTradeId, trade.lastTradeId, trade.id)
    (price, quantity) = (trade.price, trade.quantity)
    timeMs = trade.tradeTimeUs / 1000
  }

  /// Whether it says the same. Aggregates of December 2017 have two ids of their own.
  fileprivate func says(_ other: Self) -> Bool {
    firstId == other.firstId && lastId == other.lastId && price == other.price
      && quantity == other.quantity && timeMs == other.timeMs
  }
}
