package import Binance

/// Trades of one symbol that the exchange numbered and no connection brought.
package struct Hole: Equatable, Sendable {
  package let symbol: String
  /// Whose ids they are: `historicalTrades` or `aggTrades`.
  package let endpoint: Endpoint
  package let ids: ClosedRange<Int64>

  package init(symbol: String, endpoint: Endpoint, ids: ClosedRange<Int64>) {
    self.symbol = symbol
    self.endpoint = endpoint
    self.ids = ids
  }

  package var idCount: Int64 { ids.upperBound - ids.lowerBound + 1 }
}

/// Fills holes by id over REST: one request at a time for each, in the order of the ids.
package struct Backfill: Sendable {
  /// What became of a hole.
  package struct Report: Equatable, Sendable {
    package let hole: Hole
    package let filledCount: Int64
    /// Why not all of it was filled; nil if it was.
    package let reason: String?

    package init(hole: Hole, filledCount: Int64, reason: String?) {
      self.hole = hole
      self.filledCount = filledCount
      self.reason = reason
    }
  }

  private struct Work: Sendable {
    let hole: Hole
    var fromId: Int64
    var filledCount: Int64 = 0
    var request: RestRequest
  }

  private let venue: Venue
  private var work: [Work] = []

  package init(venue: Venue) { self.venue = venue }

  package var openCount: Int { work.count }

  /// Takes in a hole. Gives the request that begins to fill it, or the report that it stays.
  package mutating func found(_ hole: Hole) -> (request: RestRequest?, report: Report?) {
    let reason: String?
    if hole.idCount > CaptureLimits.holeIdsMax {
      reason = "more than \(CaptureLimits.holeIdsMax) trades are missing"
    } else if work.count >= CaptureLimits.holesMax {
      reason = "more than \(CaptureLimits.holesMax) holes wait already"
    } else {
      reason = nil
    }
    if let reason { return (nil, Report(hole: hole, filledCount: 0, reason: reason)) }
    let request = self.request(hole, fromId: hole.ids.lowerBound)
    work.append(Work(hole: hole, fromId: hole.ids.lowerBound, request: request))
    return (request, nil)
  }

  /// Takes in the ids that an answer brought, in their order.
  package mutating func answered(
    _ request: RestRequest, ids: [Int64]
  ) -> (request: RestRequest?, report: Report?) {
    guard let index = index(of: request) else { return (nil, nil) }
    var item = work[index]
    let wanted = Set(ids.filter { $0 >= item.fromId && $0 <= item.hole.ids.upperBound })
    item.filledCount += Int64(wanted.count)
    // Ids that the exchange hides (USD-M insurance fund, ADL) are passed over.
    guard let last = ids.max(), last >= item.fromId else {
      work.remove(at: index)
      return (nil, report(item, "the exchange gives no trades from id \(item.fromId) on"))
    }
    guard last < item.hole.ids.upperBound else {
      work.remove(at: index)
      return (nil, report(item, "the exchange does not give the others"))
    }
    item.fromId = last + 1
    item.request = self.request(item.hole, fromId: item.fromId)
    work[index] = item
    return (item.request, nil)
  }

  /// A request for a hole was given up.
  package mutating func failed(_ request: RestRequest, reason: String) -> Report? {
    guard let index = index(of: request) else { return nil }
    return report(work.remove(at: index), reason)
  }

  /// The capture ends: what is still open stays a hole.
  package mutating func stop() -> [Report] {
    defer { work.removeAll() }
    return work.map { report($0, "the recorder stopped") }
  }

  private func index(of request: RestRequest) -> Int? {
    work.firstIndex { $0.request.target == request.target }
  }

  private func report(_ item: Work, _ reason: String) -> Report {
    let isFilled = item.filledCount == item.hole.idCount
    return Report(
      hole: item.hole, filledCount: item.filledCount, reason: isFilled ? nil : reason)
  }

  private func request(_ hole: Hole, fromId: Int64) -> RestRequest {
    let left = hole.ids.upperBound - fromId + 1
    let limit = min(left, Int64(hole.endpoint.limits(venue)?.max ?? 500))
    let query = "?symbol=\(percentEncoded(hole.symbol))&fromId=\(fromId)&limit=\(limit)"
    return RestRequest(
      endpoint: hole.endpoint, target: hole.endpoint.path(venue) + query,
      weight: hole.endpoint.weight(venue, limit: Int(limit)),
      needsKey: hole.endpoint == .historicalTrades && venue != .spot)
  }
}
