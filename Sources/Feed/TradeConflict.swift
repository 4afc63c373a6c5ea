import Basics
package import Market

/// A trade with ids that others had before it, and which says something else. At most one of them can be
/// true; the candles that hold them are not complete.
package struct TradeConflict: Equatable, Sendable {
  package let trade: Trade
  package let source: TradeSource
  /// The newest first; none where they are forgotten.
  let others: [RecentTrades.Seen]
  /// Whether it was taken all the same: an aggregate with an id of its own.
  package let isTaken: Bool

  /// Others that it contradicts.
  package var pairCount: Int { max(1, others.count) }

  /// When the candles that it makes doubtful were open, µs.
  var timesUs: [Int64] { [trade.tradeTimeUs] + others.map { $0.timeMs &* 1000 } }

  /// One line, the same whatever the blocks.
  func text(symbol: String) -> String {
    let kind = source == .trades ? "trade" : "aggregate"
    let seen = RecentTrades.Seen(trade)
    var text = "contradiction: \(symbol) \(kind) \(name(seen)) "
    if let other = others.first {
      let isSame = other.firstId == seen.firstId
      text += (isSame ? "is also" : "shares trades with") + " \(name(other))"
      if others.count > 1 { text += " and \(others.count - 1) more" }
    } else {
      text += "shares trades with others from long before"
    }
    return text + (isTaken ? "; both are taken" : "; the first is taken")
  }

  /// `1030 (100.5, 2 at 2021-05-22T00:03:30.000Z)`, of aggregates `530 (trades 1060…1062, …)`.
  private func name(_ seen: RecentTrades.Seen) -> String {
    let ids = source == .trades ? "" : "trades \(seen.firstId)…\(seen.lastId), "
    return "\(seen.recordId) (\(ids)price \(seen.price), quantity \(seen.quantity), "
      + "\(isoText(us: seen.timeMs &* 1000)))"
  }
}
