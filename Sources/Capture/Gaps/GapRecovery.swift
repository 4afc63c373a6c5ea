package import Binance

/// Fills holes by id over REST: one request at a time for each, in the order of the ids.
///
/// A hole is left alone for `holeGraceNs` first: frames that have changed places and a second connection
/// that lags behind fill it by themselves, and a request for each such trade would soon use up what
/// the exchange allows.
package struct Backfill: Sendable {
  private struct Work: Sendable {
    let hole: Hole
    var fromId: Int64
    var filledCount: Int64 = 0
    /// As those say who see all trades, whichever way they come.
    var missingCount: Int64
    var phase: Phase

    /// What REST gave last may not have been seen yet.
    func report(_ outcome: Report.Outcome) -> Report {
      let isWhole = outcome == .fetched || outcome == .arrived
      return Report(
        hole: hole, filledCount: filledCount,
        missingCount: isWhole ? 0 : min(missingCount, hole.idCount - filledCount),
        outcome: outcome)
    }
  }

  private enum Phase: Sendable {
    /// It may fill by itself.
    case waiting(untilNs: Int64)
    case asking(RestRequest)
    /// The exchange does not give all of it; a connection that is behind may still bring it.
    case givenUp(reason: String, untilNs: Int64)
  }

  private let venue: Venue
  private var work: [Work] = []
  private var isStopped = false

  package init(venue: Venue) { self.venue = venue }

  package var openCount: Int { work.count }

  /// Takes in a hole. Gives the report that it stays, if it does.
  package mutating func found(_ hole: Hole, nowNs: Int64) -> Report? {
    if isStopped { return notAsked(hole, Self.stopReason) }
    if hole.idCount > CaptureLimits.holeIdsMax {
      return notAsked(hole, "more than \(CaptureLimits.holeIdsMax) trades are missing")
    }
    if work.count >= CaptureLimits.holesMax {
      return notAsked(hole, "more than \(CaptureLimits.holesMax) holes wait already")
    }
    let untilNs = nowNs + CaptureLimits.holeGraceNs
    work.append(
      Work(
        hole: hole, fromId: hole.ids.lowerBound, missingCount: hole.idCount,
        phase: .waiting(untilNs: untilNs)))
    return nil
  }

  /// What the time has decided: the requests that begin to fill holes, and the holes that stay.
  package mutating func due(
    nowNs: Int64
  ) -> (begun: [(hole: Hole, request: RestRequest)], lost: [Report]) {
    var begun: [(Hole, RestRequest)] = []
    var lost: [Report] = []
    for index in work.indices.reversed() {
      let item = work[index]
      switch item.phase {
      case .waiting(let untilNs) where untilNs <= nowNs:
        let request = request(item.hole, fromId: item.fromId)
        work[index].phase = .asking(request)
        begun.append((item.hole, request))
      case .givenUp(let reason, let untilNs) where untilNs <= nowNs:
        work.remove(at: index)
        lost.append(item.report(.lost(reason: reason)))
      default: break
      }
    }
    return (begun.reversed(), lost.reversed())
  }

  /// Trades of a hole have come, by REST or another way. Once none is missing: gives its report, if it was
  /// asked for, and the request that nobody needs any more.
  package mutating func arrived(
    _ hole: Hole, missing: Int64
  ) -> (report: Report?, request: RestRequest?) {
    guard let index = work.firstIndex(where: { $0.hole == hole }) else { return (nil, nil) }
    work[index].missingCount = missing
    guard missing == 0 else { return (nil, nil) }
    let item = work.remove(at: index)
    switch item.phase {
    case .waiting: return (nil, nil)
    case .asking(let request): return (item.report(.arrived), request)
    case .givenUp: return (item.report(.arrived), nil)
    }
  }

  /// Takes in the ids that an answer brought, in their order. Gives the next request, or the report
  /// that the hole is filled.
  package mutating func answered(
    _ request: RestRequest, ids: [Int64], nowNs: Int64
  ) -> (request: RestRequest?, report: Report?) {
    guard let index = index(of: request) else { return (nil, nil) }
    let hole = work[index].hole
    let fromId = work[index].fromId
    let wanted = Set(ids.filter { $0 >= fromId && $0 <= hole.ids.upperBound })
    work[index].filledCount += Int64(wanted.count)
    // Ids that the exchange hides (USD-M insurance fund, ADL) are passed over.
    guard let last = ids.max(), last >= fromId else {
      giveUp(index, "the exchange gives no trades from id \(fromId) on", nowNs)
      return (nil, nil)
    }
    guard last < hole.ids.upperBound else {
      guard work[index].filledCount == hole.idCount else {
        giveUp(index, "the exchange does not give the others", nowNs)
        return (nil, nil)
      }
      return (nil, work.remove(at: index).report(.fetched))
    }
    let next = self.request(hole, fromId: last + 1)
    work[index].fromId = last + 1
    work[index].phase = .asking(next)
    return (next, nil)
  }

  /// A request for a hole was given up.
  package mutating func failed(_ request: RestRequest, reason: String, nowNs: Int64) {
    if let index = index(of: request) { giveUp(index, reason, nowNs) }
  }

  /// The capture ends: what is still open stays a hole, and so does what is found from now on.
  ///
  /// - Parameter isUnsent: whether a request was never sent.
  package mutating func stop(isUnsent: (RestRequest) -> Bool) -> [Report] {
    isStopped = true
    defer { work.removeAll() }
    return work.map { item in
      switch item.phase {
      case .waiting: item.report(.notAsked(reason: Self.stopReason))
      case .asking(let request) where item.filledCount == 0 && isUnsent(request):
        item.report(.notAsked(reason: Self.stopReason))
      case .asking: item.report(.lost(reason: Self.stopReason))
      case .givenUp(let reason, _): item.report(.lost(reason: reason))
      }
    }
  }

  private static let stopReason = "the recorder stopped"

  private mutating func giveUp(_ index: Int, _ reason: String, _ nowNs: Int64) {
    let untilNs = nowNs + CaptureLimits.holeLateNs
    work[index].phase = .givenUp(reason: reason, untilNs: untilNs)
  }

  private func index(of request: RestRequest) -> Int? {
    work.firstIndex {
      if case .asking(let asked) = $0.phase { asked.target == request.target } else { false }
    }
  }

  private func notAsked(_ hole: Hole, _ reason: String) -> Report {
    Report(
      hole: hole, filledCount: 0, missingCount: hole.idCount, outcome: .notAsked(reason: reason))
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
