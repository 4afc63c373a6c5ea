package import Binance

/// The life of every gap, from the first missing id to filled or given up.
///
/// ```
/// found ─▶ waiting ───────▶ asking, page by page ──▶ given up ─────▶ lost
///             │ its trades come     │ all fetched,        │ they come late
///             ▼                     ▼ or come             ▼
///           forgotten             filled                filled
/// ```
/// A gap is left alone for `gapGraceNs` first: frames out of order and a second connection
/// that lags behind fill it by themselves, and a request for each such trade would soon use up what
/// the exchange allows.
package struct GapRecovery: Sendable {
  package enum Event: Equatable, Sendable {
    case tick
    case found(MissingTrades)
    /// Trades of a gap have come, by REST or another way; so many are still missing.
    case narrowed(MissingTrades, missingCount: Int64)
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
    var fromId: Int64
    var filledCount: Int64 = 0
    var missingCount: Int64
    var phase: Phase

    /// What REST gave last may not have been seen yet.
    func report(_ outcome: GapReport.Outcome) -> GapReport {
      let isWhole = outcome == .fetched || outcome == .arrived
      return GapReport(
        trades: trades, filledCount: filledCount,
        missingCount: isWhole ? 0 : min(missingCount, trades.idCount - filledCount),
        outcome: outcome)
    }
  }

  private enum Phase: Sendable {
    /// It may fill by itself.
    case waiting(untilNs: Int64)
    case asking(MarketRequest, wasSent: Bool)
    /// The exchange does not give all of it; a connection that is behind may still bring it.
    case givenUp(reason: String, untilNs: Int64)
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
    case .narrowed(let trades, let missingCount): return narrowed(trades, missingCount)
    case .sent(let request):
      if let index = index(of: request) {
        open[index].phase = .asking(request, wasSent: true)
      }
    case .answered(let request, let ids): return answered(request, ids, nowNs)
    case .failed(let request, let reason):
      if let index = index(of: request) { giveUp(index, reason, nowNs) }
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
      case .givenUp(let reason, let untilNs) where untilNs <= nowNs:
        open.remove(at: index)
        lost.append(.closed(gap.report(.lost(reason: reason))))
      default: break
      }
    }
    return lost.reversed() + begun.reversed()
  }

  private mutating func narrowed(_ trades: MissingTrades, _ missingCount: Int64) -> [Action] {
    guard let index = open.firstIndex(where: { $0.trades == trades }) else { return [] }
    open[index].missingCount = missingCount
    guard missingCount == 0 else { return [] }
    let gap = open.remove(at: index)
    switch gap.phase {
    case .waiting: return []
    case .asking(let request, _): return [.withdraw(request), .closed(gap.report(.arrived))]
    case .givenUp: return [.closed(gap.report(.arrived))]
    }
  }

  private mutating func answered(
    _ request: MarketRequest, _ ids: [Int64], _ nowNs: Int64
  ) -> [Action] {
    guard let index = index(of: request) else { return [] }
    let last = ids.max() ?? .min
    let (fromId, toId) = (open[index].fromId, open[index].trades.ids.upperBound)
    open[index].filledCount += Int64(Set(ids.filter { $0 >= fromId && $0 <= toId }).count)
    // Ids that the exchange hides (USD-M insurance fund, ADL) are passed over.
    if last < fromId {
      giveUp(index, "the exchange gives no trades from id \(fromId) on", nowNs)
    } else if last < toId {
      open[index].fromId = last + 1
      return [ask(index)]
    } else if open[index].filledCount < open[index].trades.idCount {
      giveUp(index, "the exchange does not give the others", nowNs)
    } else {
      return [.closed(open.remove(at: index).report(.fetched))]
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
        case .asking(_, let wasSent) where gap.filledCount == 0 && !wasSent:
          .notAsked(reason: Self.stopReason)
        case .asking: .lost(reason: Self.stopReason)
        case .givenUp(let reason, _): .lost(reason: reason)
        }
      return .closed(gap.report(outcome))
    }
  }

  private mutating func giveUp(_ index: Int, _ reason: String, _ nowNs: Int64) {
    open[index].phase = .givenUp(reason: reason, untilNs: nowNs + CaptureLimits.gapLateNs)
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
          trades: trades, filledCount: 0, missingCount: trades.idCount,
          outcome: .notAsked(reason: reason)))
    ]
  }
}
