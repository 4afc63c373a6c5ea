import Basics
import Market

/// The newest trades of a symbol, by id.
struct TradeHistory {
  private(set) var trades: [Trade] = []

  /// At least so many of the newest are kept.
  static let keptMin = 100_000

  mutating func add(_ trade: Trade) {
    if let last = trades.last, last.id >= trade.id {
      trades.insert(trade, at: trades.partitionPoint { $0.id >= trade.id })
    } else {
      trades.append(trade)
    }
    if trades.count >= 2 * Self.keptMin { trades.removeFirst(Self.keptMin) }
  }

  /// From an id on, or the newest.
  func rows(fromId: Int64?, limit: Int) -> ArraySlice<Trade> {
    guard let fromId else { return trades.suffix(limit) }
    return trades[trades.partitionPoint { $0.id >= fromId }...].prefix(limit)
  }

  func rows(fromMs: Int64?, toMs: Int64?) -> ArraySlice<Trade> {
    let low = fromMs.map { from in trades.partitionPoint { $0.tradeTimeUs / 1000 >= from } } ?? 0
    let high =
      toMs.map { to in trades.partitionPoint { $0.tradeTimeUs / 1000 > to } } ?? trades.count
    return trades[low..<max(low, high)]
  }

  /// Trades that belong together as one aggregate: consecutive ids, the same moment, price and side.
  /// The exchange's own aggregate ids are not known: the first trade's stands in for it.
  static func aggregates(_ trades: some Sequence<Trade>) -> [Trade] {
    var aggregates: [Trade] = []
    for trade in trades {
      if var last = aggregates.last, last.lastTradeId + 1 == trade.firstTradeId,
        last.tradeTimeUs == trade.tradeTimeUs, last.price == trade.price,
        last.isBuyerMaker == trade.isBuyerMaker
      {
        let (units, isTooMuch) = last.quantity.units.addingReportingOverflow(trade.quantity.units)
        if !isTooMuch {
          last.quantity.units = units
          last.lastTradeId = trade.lastTradeId
          aggregates[aggregates.count - 1] = last
          continue
        }
      }
      aggregates.append(trade)
    }
    return aggregates
  }
}
