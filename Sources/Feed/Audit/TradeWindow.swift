import Market

/// The latest trades of one symbol in id order, so that a kline can be summed from its ids.
struct TradeWindow {
  /// Trades kept: minutes of the busiest symbol; klines arrive within seconds of their trades.
  static let tradesMax = 1 << 18

  private var trades: [Trade] = []
  /// Trades before this index are given up; they are removed in one go when they are half.
  private var start = 0

  var firstTradeId: Int64? { start < trades.count ? trades[start].firstTradeId : nil }
  var lastTradeId: Int64? { start < trades.count ? trades[trades.count - 1].lastTradeId : nil }

  mutating func add(_ trade: Trade) {
    trades.insert(trade, at: position(of: trade.firstTradeId))
    guard trades.count - start > Self.tradesMax else { return }
    start += 1
    if start > Self.tradesMax {
      trades.removeFirst(start)
      start = 0
    }
  }

  /// What stands between two trade ids, both included.
  enum Stretch {
    case all(ArraySlice<Trade>)
    case beforeFirst
    case missing
    /// An end of the stretch lies within an aggregate.
    case insideAggregate
  }

  func stretch(_ ids: ClosedRange<Int64>) -> Stretch {
    guard let firstTradeId, ids.lowerBound >= firstTradeId else { return .beforeFirst }
    var index = position(of: ids.lowerBound)
    let begin = index
    guard index < trades.count, trades[index].firstTradeId == ids.lowerBound else {
      return index > start && trades[index - 1].lastTradeId >= ids.lowerBound
        ? .insideAggregate : .missing
    }
    var next = ids.lowerBound
    while index < trades.count, next <= ids.upperBound {
      guard trades[index].firstTradeId == next else { return .missing }
      next = trades[index].lastTradeId + 1
      index += 1
    }
    if next == ids.upperBound + 1 { return .all(trades[begin..<index]) }
    return next > ids.upperBound ? .insideAggregate : .missing
  }

  /// Index of the first trade whose first id is not below an id.
  private func position(of id: Int64) -> Int {
    if let last = trades.last, last.firstTradeId < id { return trades.count }
    var low = start
    var high = trades.count
    while low < high {
      let middle = (low + high) / 2
      if trades[middle].firstTradeId < id { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
