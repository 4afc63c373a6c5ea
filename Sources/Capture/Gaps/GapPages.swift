import Binance
import Market

/// The trades of a gap, asked for page by page.
///
/// ```
/// by id, upwards, where the exchange has a history of single trades, or aggregates are missing
/// else: latest trades ─▶ what lies before them as aggregates, upwards from the time of the gap
/// ```
struct GapPages: Sendable {
  /// What an answer means.
  enum Progress: Equatable, Sendable {
    case goesOn
    /// It brought nothing: REST lags behind.
    case notYet(reason: String)
    /// There are no more pages; `reason` says why trades may still be missing.
    case isOver(reason: String)
  }

  private let trades: MissingTrades
  private var way: MissingTrades.Way
  /// What is still to be asked for.
  private var fromId: Int64
  private var toId: Int64
  /// Of the trades, those in the answers so far, which the feed may not have seen yet.
  private(set) var answeredCount: Int64 = 0

  init(_ trades: MissingTrades, hasHistory: Bool) {
    self.trades = trades
    (fromId, toId) = (trades.ids.lowerBound, trades.ids.upperBound)
    way =
      if let aggregateId = trades.firstAggregateId {
        .moreAggregates(aggregateId)
      } else if trades.endpoint == .aggTrades, trades.sinceMs != nil {
        // Single trades were recorded before, and aggregates have ids of their own.
        .aggregates
      } else {
        hasHistory ? .byId(fromId) : .latest
      }
  }

  mutating func beginAgain() {
    let hasHistory = if case .byId = way { true } else { false }
    self = GapPages(trades, hasHistory: hasHistory)
  }

  /// - Returns: false if it went without already.
  mutating func goesWithoutHistory() -> Bool {
    guard case .byId = way else { return false }
    way = .latest
    return true
  }

  func request(_ venue: Venue) -> MarketRequest { trades.request(way, toId: toId, venue: venue) }

  mutating func take(_ answer: [Trade]) -> Progress {
    switch way {
    case .byId: takeById(answer)
    case .latest: takeLatest(answer)
    case .aggregates, .moreAggregates: takeAggregates(answer)
    }
  }

  private mutating func takeById(_ answer: [Trade]) -> Progress {
    let last = answer.map(\.id).max() ?? .min
    guard last >= fromId else { return nothing }
    count(answer.map { $0.id...$0.id })
    guard last < toId else { return over("the exchange does not give the others") }
    fromId = last + 1
    way = .byId(fromId)
    return .goesOn
  }

  private mutating func takeLatest(_ answer: [Trade]) -> Progress {
    let ids = answer.map(\.id)
    guard let first = ids.min(), let last = ids.max(), last >= toId else { return nothing }
    count(ids.map { $0...$0 })
    guard first > fromId else { return over("the exchange does not give the others") }
    guard trades.sinceMs != nil else {
      return .isOver(reason: "the exchange gives no single trades of so long ago")
    }
    toId = min(toId, first - 1)
    way = .aggregates
    return .goesOn
  }

  private mutating func takeAggregates(_ answer: [Trade]) -> Progress {
    guard let next = answer.map(\.id).max(), next < .max,
      let last = answer.map(\.lastTradeId).max()
    else { return nothing }
    count(
      answer.filter { $0.firstTradeId <= $0.lastTradeId }.map { $0.firstTradeId...$0.lastTradeId })
    // The first page may end before the gap begins.
    guard last < toId else {
      return over("the others lie in aggregates of which a part was recorded")
    }
    fromId = max(fromId, last + 1)
    way = .moreAggregates(next + 1)
    return .goesOn
  }

  /// Where they are in one piece: an aggregate of which a part is recorded stands in for nothing.
  private mutating func count(_ ranges: [ClosedRange<Int64>]) {
    for ids in Set(ranges) where ids.lowerBound >= fromId && ids.upperBound <= toId {
      answeredCount += ids.upperBound - ids.lowerBound + 1
    }
  }

  private var nothing: Progress {
    .notYet(reason: "the exchange gives no trades from id \(fromId) on")
  }

  private func over(_ othersReason: String) -> Progress {
    .isOver(
      reason: answeredCount < trades.idCount
        ? othersReason : "an answer did not get into the recording")
  }
}
