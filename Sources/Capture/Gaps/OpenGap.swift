import Binance
import Market

/// One gap that the recorder works on.
struct OpenGap: Sendable {
  enum Phase: Sendable {
    /// It may fill by itself.
    case waiting(untilNs: Int64)
    case asking(MarketRequest, wasSent: Bool)
    /// The exchange does not have it yet, or does not answer: it is asked again then.
    case resting(reason: String, untilNs: Int64)
    /// Nothing more is to be had. The last answer may be on its way to the feed, and a connection that is
    /// behind may bring what the exchange does not give.
    case asked(reason: String, untilNs: Int64)
  }

  let trades: MissingTrades
  private(set) var phase: Phase
  private(set) var pages: GapPages
  private var fetchedCount: Int64 = 0
  private var missingCount: Int64
  /// Rests since an answer last brought something, and when the first of them began.
  private var rests: (count: Int, sinceNs: Int64)?
  /// It rests for a day.
  private(set) var isPostponed = false
  private var isAskedAgain = false
  /// Answers may be recorded that the feed has not seen.
  private var isOverlooked = false

  init(_ trades: MissingTrades, hasHistory: Bool, nowNs: Int64) {
    self.trades = trades
    pages = GapPages(trades, hasHistory: hasHistory)
    missingCount = trades.idCount
    phase = .waiting(untilNs: nowNs + CaptureLimits.gapGraceNs)
  }

  var isFilled: Bool { missingCount == 0 }

  /// What is asked for now.
  var request: MarketRequest? {
    if case .asking(let request, _) = phase { request } else { nil }
  }

  /// Answers brought trades that the feed has not seen.
  private var lacksAnswered: Bool { missingCount > trades.idCount - pages.answeredCount }

  func report(_ outcome: GapReport.Outcome) -> GapReport {
    GapReport(
      trades: trades, fetchedCount: fetchedCount, missingCount: missingCount,
      outcome: isOverlooked && lacksAnswered ? .notSeen : outcome)
  }

  mutating func overlook() { isOverlooked = true }

  mutating func narrow(missingCount: Int64, fetchedCount: Int64) {
    self.missingCount = missingCount
    self.fetchedCount += fetchedCount
  }

  mutating func ask(_ venue: Venue) -> MarketRequest {
    let request = pages.request(venue)
    phase = .asking(request, wasSent: false)
    return request
  }

  mutating func sent() {
    if let request { phase = .asking(request, wasSent: true) }
  }

  /// Takes in what an answer brought.
  mutating func take(_ answer: [Trade], nowNs: Int64) -> GapPages.Progress {
    let progress = pages.take(answer)
    if case .notYet = progress { return progress }
    rests = nil
    isPostponed = false
    if case .isOver(let reason) = progress { askNoMore(reason, nowNs) }
    return progress
  }

  /// The exchange does not serve single trades of the past here, or wants a key for them.
  ///
  /// - Returns: false if there is no other way to them.
  mutating func goesWithoutHistory() -> Bool { pages.goesWithoutHistory() }

  mutating func askNoMore(_ reason: String, _ nowNs: Int64) {
    phase = .asked(reason: reason, untilNs: nowNs + CaptureLimits.gapLateNs)
  }

  /// Leaves the exchange alone, longer each time; once it has been so for `gapRestsNsMax`, for a day.
  ///
  /// - Returns: for how long, where that is worth telling: the first time, and for a day.
  mutating func rest(_ reason: String, _ nowNs: Int64) -> Int64? {
    let (count, sinceNs) = rests ?? (0, nowNs)
    rests = (count + 1, sinceNs)
    isPostponed = nowNs - sinceNs >= CaptureLimits.gapRestsNsMax
    let growingNs = min(
      CaptureLimits.gapRestNsMin << Int64(min(count, 16)), CaptureLimits.gapRestNsMax)
    let waitNs = isPostponed ? CaptureLimits.gapPostponedNs : growingNs
    phase = .resting(reason: reason, untilNs: nowNs + waitNs)
    return count == 0 || isPostponed ? waitNs : nil
  }

  /// A full queue to the disk may have dropped an answer: asks once more for all of it.
  mutating func askAgain(_ venue: Venue) -> MarketRequest? {
    guard !isAskedAgain, lacksAnswered else { return nil }
    isAskedAgain = true
    pages.beginAgain()
    return ask(venue)
  }
}
