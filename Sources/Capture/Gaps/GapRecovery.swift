import Binance
package import Market

/// The life of every gap, from the first missing id to filled or given up: the one list of gaps that the
/// recorder works on.
///
/// ```
/// found ─▶ waiting ───────────▶ asking, page by page ─▶ asked ──▶ lost
///             │ its trades come      │   ▲ nothing yet    │
///             ▼                      │   └─▶ resting      ▼
///         forgotten                  └▶ they come ──▶ filled
/// ```
/// A gap is left alone for `gapGraceNs` first: frames out of order and a second connection
/// that lags behind fill it by themselves, and a request for each such trade would soon use up what
/// the exchange allows. A trade counts once the feed has seen it recorded: an answer that a full queue
/// dropped on the way to the disk fills nothing. Where not all that was recorded is looked at, the report says so:
/// an answer that was given may be in the recording.
///
/// REST may lag behind the streams, or be down. An empty answer, a short one, and none are "not yet": the
/// gap rests and is asked for again, ever more seldom for ten minutes and then once a day, until its
/// trades come or the exchange says that it has none (by ids beyond them, or by an error of ours).
/// Where it does not serve single trades of the past, or wants a key, `GapPages` finds another way.
package struct GapRecovery: Sendable {
  package enum Event: Equatable, Sendable {
    case tick
    case found(MissingTrades)
    /// The feed has seen trades of a gap: so many are still missing, and so many of those were fetched.
    case narrowed(MissingTrades, missingCount: Int64, fetchedCount: Int64)
    case sent(MarketRequest)
    /// What an answer brought.
    case answered(MarketRequest, [Trade])
    /// A request was not answered, though it was repeated.
    case failed(MarketRequest, reason: String)
    /// The exchange answered that it will not: no such symbol, no such trades.
    case refused(MarketRequest, reason: String)
    /// The endpoint does not exist there, or wants a key that we do not have.
    case notServed(MarketRequest, reason: String)
    /// Frames are recorded that the feed never sees, or has not seen yet at a stop.
    case overlooked
    /// What is still open stays a gap, and so does what is found from now on.
    case stop
  }

  package enum Action: Equatable, Sendable {
    /// It did not fill by itself: its trades are asked for from now on.
    case begun(MissingTrades)
    case ask(MarketRequest)
    /// The exchange does not give it yet: given when it first rests, and when it rests for a day.
    case resting(MissingTrades, reason: String, waitNs: Int64)
    /// Nobody needs that request any more.
    case withdraw(MarketRequest)
    case closed(GapReport)
  }

  private static let stopReason = "the recorder stopped"

  private let venue: Venue
  private var open: [OpenGap] = []
  private var isStopped = false
  /// Whether single trades of the past are served, as far as is known.
  private var hasHistory: Bool

  /// - Parameter hasHistory: whether REST has single trades of the past.
  package init(venue: Venue, hasHistory: Bool = true) {
    self.venue = venue
    self.hasHistory = hasHistory
  }

  package var openCount: Int { open.count }
  /// A gap waits for an answer, or will be asked for within minutes.
  package var isAtWork: Bool { open.contains { !$0.isPostponed } }

  /// Whether a request is one of a gap's, which asks again.
  func isAsking(_ request: MarketRequest) -> Bool { !indices(of: request).isEmpty }

  package mutating func handle(_ event: Event, nowNs: Int64) -> [Action] {
    switch event {
    case .tick: return tick(nowNs)
    case .found(let trades): return found(trades, nowNs)
    case .narrowed(let trades, let missingCount, let fetchedCount):
      return narrowed(trades, missingCount, fetchedCount)
    case .sent(let request):
      for index in indices(of: request) { open[index].sent() }
      return []
    case .answered(let request, let trades):
      return indices(of: request).flatMap { answered($0, trades, nowNs) }
    case .failed(let request, let reason):
      return indices(of: request).flatMap { rest($0, reason, nowNs) }
    case .refused(let request, let reason):
      for index in indices(of: request) { open[index].askNoMore(reason, nowNs) }
      return []
    case .notServed(let request, let reason):
      return indices(of: request).flatMap { notServed($0, reason, nowNs) }
    case .overlooked:
      for index in open.indices { open[index].overlook() }
      return []
    case .stop: return stop()
    }
  }

  private mutating func found(_ trades: MissingTrades, _ nowNs: Int64) -> [Action] {
    if isStopped { return notAsked(trades, Self.stopReason) }
    if trades.idCount > CaptureLimits.gapIdsMax {
      return notAsked(trades, "more than \(CaptureLimits.gapIdsMax) trades are missing")
    }
    if open.count >= CaptureLimits.gapsMax {
      return notAsked(trades, "more than \(CaptureLimits.gapsMax) gaps wait already")
    }
    open.append(OpenGap(trades, hasHistory: hasHistory, nowNs: nowNs))
    return []
  }

  /// What the time has decided: the gaps that stay, and the requests for others.
  private mutating func tick(_ nowNs: Int64) -> [Action] {
    var lost: [Action] = []
    var asked: [Action] = []
    for index in open.indices.reversed() {
      let gap = open[index]
      switch gap.phase {
      case .waiting(let untilNs) where untilNs <= nowNs:
        asked += [.ask(open[index].ask(venue)), .begun(gap.trades)]
      case .resting(_, let untilNs) where untilNs <= nowNs:
        asked.append(.ask(open[index].ask(venue)))
      case .asked(let reason, let untilNs) where untilNs <= nowNs:
        if let request = open[index].askAgain(venue) {
          asked.append(.ask(request))
        } else {
          open.remove(at: index)
          lost.append(.closed(gap.report(.lost(reason: reason))))
        }
      default: break
      }
    }
    return lost.reversed() + asked.reversed()
  }

  private mutating func narrowed(
    _ trades: MissingTrades, _ missingCount: Int64, _ fetchedCount: Int64
  ) -> [Action] {
    guard let index = open.firstIndex(where: { $0.trades == trades }) else { return [] }
    open[index].narrow(missingCount: missingCount, fetchedCount: fetchedCount)
    guard open[index].isFilled else { return [] }
    let gap = open.remove(at: index)
    if case .waiting = gap.phase { return [] }
    let closed = Action.closed(gap.report(.filled))
    guard let request = gap.request, !isAsking(request) else { return [closed] }
    return [.withdraw(request), closed]
  }

  private mutating func answered(
    _ index: Int, _ trades: [Trade], _ nowNs: Int64
  ) -> [Action] {
    switch open[index].take(trades, nowNs: nowNs) {
    case .goesOn: return [.ask(open[index].ask(venue))]
    case .isOver: return []
    case .notYet(let reason): return rest(index, reason, nowNs)
    }
  }

  private mutating func notServed(_ index: Int, _ reason: String, _ nowNs: Int64) -> [Action] {
    guard open[index].goesWithoutHistory() else {
      open[index].askNoMore(reason, nowNs)
      return []
    }
    hasHistory = false
    return [.ask(open[index].ask(venue))]
  }

  private mutating func rest(_ index: Int, _ reason: String, _ nowNs: Int64) -> [Action] {
    guard let waitNs = open[index].rest(reason, nowNs) else { return [] }
    return [.resting(open[index].trades, reason: reason, waitNs: waitNs)]
  }

  private mutating func stop() -> [Action] {
    isStopped = true
    defer { open.removeAll() }
    return open.map { gap in
      let outcome: GapReport.Outcome =
        switch gap.phase {
        case .waiting: .notAsked(reason: Self.stopReason)
        case .asking(_, let wasSent) where gap.pages.answeredCount == 0 && !wasSent:
          .notAsked(reason: Self.stopReason)
        case .asking: .lost(reason: Self.stopReason)
        case .resting(let reason, _), .asked(let reason, _): .lost(reason: reason)
        }
      return .closed(gap.report(outcome))
    }
  }

  /// Several gaps of a symbol may wait for its latest trades.
  private func indices(of request: MarketRequest) -> [Int] {
    open.indices.filter { open[$0].request?.target == request.target }
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
