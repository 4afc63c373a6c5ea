package import Binance

/// The life of every gap, from the first missing id to filled or given up: the one list of gaps that the
/// recorder works on.
///
/// ```
/// found ─▶ waiting ───────────▶ asking, page by page ─▶ asked ──▶ lost
///             │ its trades come      │                    │
///             ▼                      ▼ they come          ▼
///         forgotten                filled               filled
/// ```
/// A gap is left alone for `gapGraceNs` first: frames out of order and a second connection
/// that lags behind fill it by themselves, and a request for each such trade would soon use up what
/// the exchange allows. A trade counts once the feed has seen it recorded: an answer that a full queue
/// dropped on the way to the disk fills nothing.
package struct GapRecovery: Sendable {
  package enum Event: Equatable, Sendable {
    case tick
    case found(MissingTrades)
    /// The feed has seen trades of a gap: so many are still missing, and so many of those were fetched.
    case narrowed(MissingTrades, missingCount: Int64, fetchedCount: Int64)
    case sent(MarketRequest)
    /// The ids of the trades that an answer brought.
    case answered(MarketRequest, ids: [Int64])
    /// A request was given up.
    case failed(MarketRequest, reason: String)
    /// What is still open stays a gap, and so does what is found from now on.
    case stop
  }

  package enum Action: Equatable, Sendable {
    /// It did not fill by itself: its trades are asked for from now on.
    case begun(MissingTrades)
    case ask(MarketRequest)
    /// Nobody needs that request any more.
    case withdraw(MarketRequest)
    case closed(GapReport)
  }

  private struct Gap: Sendable {
    let trades: MissingTrades
    /// Where the next page begins.
    var fromId: Int64
    /// Of its trades, those in the answers so far, which the feed may not have seen yet.
    var answeredCount: Int64 = 0
    var fetchedCount: Int64 = 0
    var missingCount: Int64
    var phase: Phase

    func report(_ outcome: GapReport.Outcome) -> GapReport {
      GapReport(
        trades: trades, fetchedCount: fetchedCount, missingCount: missingCount, outcome: outcome)
    }
  }

  private enum Phase: Sendable {
    /// It may fill by itself.
    case waiting(untilNs: Int64)
    case asking(MarketRequest, wasSent: Bool)
    /// Nothing more is asked for. The last answer may be on its way to the feed, and a connection that is
    /// behind may bring what the exchange does not give.
    case asked(reason: String, untilNs: Int64)
  }

  private static let stopReason = "the recorder stopped"

  private let venue: Venue
  private var open: [Gap] = []
  private var isStopped = false

  package init(venue: Venue) { self.venue = venue }

  package var openCount: Int { open.count }

  package mutating func handle(_ event: Event, nowNs: Int64) -> [Action] {
    switch event {
    case .tick: return tick(nowNs)
    case .found(let trades): return found(trades, nowNs)
    case .narrowed(let trades, let missingCount, let fetchedCount):
      return narrowed(trades, missingCount, fetchedCount)
    case .sent(let request):
      if let index = index(of: request) {
        open[index].phase = .asking(request, wasSent: true)
      }
    case .answered(let request, let ids): return answered(request, ids, nowNs)
    case .failed(let request, let reason):
      if let index = index(of: request) { askNoMore(index, reason, nowNs) }
    case .stop: return stop()
    }
    return []
  }

  private mutating func found(_ trades: MissingTrades, _ nowNs: Int64) -> [Action] {
    if isStopped { return notAsked(trades, Self.stopReason) }
    if trades.idCount > CaptureLimits.gapIdsMax {
      return notAsked(trades, "more than \(CaptureLimits.gapIdsMax) trades are missing")
    }
    if open.count >= CaptureLimits.gapsMax {
      return notAsked(trades, "more than \(CaptureLimits.gapsMax) gaps wait already")
    }
    open.append(
      Gap(
        trades: trades, fromId: trades.ids.lowerBound, missingCount: trades.idCount,
        phase: .waiting(untilNs: nowNs + CaptureLimits.gapGraceNs)))
    return []
  }

  /// What the time has decided: the gaps that stay, and the requests that begin to fill others.
  private mutating func tick(_ nowNs: Int64) -> [Action] {
    var lost: [Action] = []
    var begun: [Action] = []
    for index in open.indices.reversed() {
      let gap = open[index]
      switch gap.phase {
      case .waiting(let untilNs) where untilNs <= nowNs:
        begun += [ask(index), .begun(gap.trades)]
      case .asked(let reason, let untilNs) where untilNs <= nowNs:
        open.remove(at: index)
        lost.append(.closed(gap.report(.lost(reason: reason))))
      default: break
      }
    }
    return lost.reversed() + begun.reversed()
  }

  private mutating func narrowed(
    _ trades: MissingTrades, _ missingCount: Int64, _ fetchedCount: Int64
  ) -> [Action] {
    guard let index = open.firstIndex(where: { $0.trades == trades }) else { return [] }
    open[index].missingCount = missingCount
    open[index].fetchedCount += fetchedCount
    guard missingCount == 0 else { return [] }
    let gap = open.remove(at: index)
    switch gap.phase {
    case .waiting: return []
    case .asking(let request, _): return [.withdraw(request), .closed(gap.report(.filled))]
    case .asked: return [.closed(gap.report(.filled))]
    }
  }

  private mutating func answered(
    _ request: MarketRequest, _ ids: [Int64], _ nowNs: Int64
  ) -> [Action] {
    guard let index = index(of: request) else { return [] }
    let last = ids.max() ?? .min
    let (fromId, toId) = (open[index].fromId, open[index].trades.ids.upperBound)
    open[index].answeredCount += Int64(Set(ids.filter { $0 >= fromId && $0 <= toId }).count)
    // Ids that the exchange hides (USD-M insurance fund, ADL) are passed over.
    if last < fromId {
      askNoMore(index, "the exchange gives no trades from id \(fromId) on", nowNs)
    } else if last < toId {
      open[index].fromId = last + 1
      return [ask(index)]
    } else if open[index].answeredCount < open[index].trades.idCount {
      askNoMore(index, "the exchange does not give the others", nowNs)
    } else {
      askNoMore(index, "an answer did not get into the recording", nowNs)
    }
    return []
  }

  private mutating func stop() -> [Action] {
    isStopped = true
    defer { open.removeAll() }
    return open.map { gap in
      let outcome: GapReport.Outcome =
        switch gap.phase {
        case .waiting: .notAsked(reason: Self.stopReason)
        case .asking(_, let wasSent) where gap.answeredCount == 0 && !wasSent:
          .notAsked(reason: Self.stopReason)
        case .asking: .lost(reason: Self.stopReason)
        case .asked(let reason, _): .lost(reason: reason)
        }
      return .closed(gap.report(outcome))
    }
  }

  private mutating func askNoMore(_ index: Int, _ reason: String, _ nowNs: Int64) {
    open[index].phase = .asked(reason: reason, untilNs: nowNs + CaptureLimits.gapLateNs)
  }

  private mutating func ask(_ index: Int) -> Action {
    let trades = open[index].trades
    let request = trades.request(fromId: open[index].fromId, venue: venue)
    open[index].phase = .asking(request, wasSent: false)
    return .ask(request)
  }

  private func index(of request: MarketRequest) -> Int? {
    open.firstIndex {
      if case .asking(let asked, _) = $0.phase { asked.target == request.target } else { false }
    }
  }

  private func notAsked(_ trades: MissingTrades, _ reason: String) -> [Action] {
    [
      .closed(
        GapReport(
          trades: trades, fetchedCount: 0, missingCount: trades.idCount,
          outcome: .notAsked(reason: reason)))
    ]
  }
}
