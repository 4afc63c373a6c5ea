import Basics
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

  /// What the window holds between two trade ids.
  enum Content {
    case trades(TradeStretch)
    /// The ids begin before the window.
    case beforeFirst
    case missing
  }

  /// The trades with the given ids, both ends included.
  func content(_ ids: ClosedRange<Int64>) -> Content {
    guard let firstTradeId, ids.lowerBound >= firstTradeId else { return .beforeFirst }
    var index = position(of: ids.lowerBound)
    var stretch = TradeStretch(ids: ids)
    var next = ids.lowerBound
    if index > start, trades[index - 1].lastTradeId >= next {
      stretch.cutHead = trades[index - 1]
      next = trades[index - 1].lastTradeId + 1
    }
    let begin = index
    while index < trades.count, next <= ids.upperBound {
      guard trades[index].firstTradeId == next else { return .missing }
      next = trades[index].lastTradeId + 1
      if next > ids.upperBound + 1 {
        stretch.cutTail = trades[index]
        break
      }
      index += 1
    }
    guard next > ids.upperBound else { return .missing }
    stretch.whole = trades[begin..<index]
    return .trades(stretch)
  }

  /// Index of the first trade whose first id is not below an id.
  private func position(of id: Int64) -> Int {
    if let last = trades.last, last.firstTradeId < id { return trades.count }
    return trades[start...].partitionPoint { $0.firstTradeId >= id }
  }
}

/// The trades between two trade ids. Where these ids lie within aggregates, the ends are cut:
/// ```
///   ids            |<────────────────>|
///   aggregates  [cutHead][ whole …  ][cutTail]
/// ```
struct TradeStretch {
  let ids: ClosedRange<Int64>
  var cutHead: Trade?
  var whole: ArraySlice<Trade> = []
  var cutTail: Trade?

  /// The aggregates of which only a part belongs here.
  var cut: [Trade] { [cutHead, cutTail].compactMap { $0 } }
  /// In id order.
  var all: [Trade] { [cutHead].compactMap { $0 } + whole + [cutTail].compactMap { $0 } }
}
