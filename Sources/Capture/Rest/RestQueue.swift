import Binance

/// REST requests that wait: when each may be sent, and what becomes of those that fail.
package struct RestQueue: Sendable {
  /// How a request ended.
  package enum Outcome: Equatable, Sendable {
    case answered(status: Int, usedWeight: Int?, retryAfterSeconds: Int64?, isWhole: Bool)
    /// No answer, or only part of one.
    case failed(reason: String)
  }

  package enum Verdict: Equatable, Sendable {
    case done
    case again(reason: String)
    /// The exchange will not: what is asked for is wrong, or not to be had here.
    case refused(reason: String)
    /// There is no such endpoint, or it wants a key.
    case notServed(reason: String)
    /// It was repeated as often as it may be.
    case givenUp(reason: String)
    /// It was withdrawn while it was under way, and brought nothing: nobody needs to know.
    case withdrawn
  }

  private struct Waiting: Sendable {
    var request: MarketRequest
    var notBeforeNs: Int64
  }

  private struct UnderWay: Sendable {
    let request: MarketRequest
    var isWithdrawn = false
  }

  private var waiting: [Waiting] = []
  private var underWay: [UnderWay] = []
  private var budget: WeightBudget
  /// `/futures/data` is counted by itself.
  private var dataBudget = EvenBudget(
    countMax: CaptureLimits.dataRequestsMax, windowNs: CaptureLimits.connectsWindowNs,
    atOnceMax: CaptureLimits.dataRequestsAtOnceMax)
  /// An answer has said how much of the weight is used, by us and by others.
  private var knowsUsage = false
  private var jitter: Jitter

  package init(weightPerMinute: Int, seed: UInt64) {
    budget = WeightBudget(weightPerMinute: weightPerMinute)
    jitter = Jitter(seed: seed)
  }

  package var isEmpty: Bool { waiting.isEmpty && underWay.isEmpty }
  package var blockedUntilNs: Int64 { budget.blockedUntilNs }

  /// Adds a request, unless the same one waits already; false if there are too many.
  package mutating func add(_ request: MarketRequest) -> Bool {
    if waiting.contains(where: { $0.request.target == request.target }) { return true }
    guard waiting.count < CaptureLimits.requestsMax else { return false }
    waiting.append(Waiting(request: request, notBeforeNs: .min))
    return true
  }

  /// A websocket handshake was refused: 429 and 418 are about the address, and mean REST too.
  package mutating func handshakeRefused(status: Int, retryAfterSeconds: Int64?, nowNs: Int64) {
    budget.note(
      status: status, usedWeight: nil, retryAfterSeconds: retryAfterSeconds, nowNs: nowNs)
  }

  /// Forgets a request that nobody needs any more; one that is under way is not sent again.
  package mutating func withdraw(_ request: MarketRequest) {
    waiting.removeAll { $0.request.target == request.target }
    for index in underWay.indices where underWay[index].request.target == request.target {
      underWay[index].isWithdrawn = true
    }
  }

  /// The request to send now, if one is due and allowed. Until the first answer has said how much weight
  /// others behind the same address have used, one goes alone.
  package mutating func next(nowNs: Int64) -> MarketRequest? {
    let underWayMax = knowsUsage ? CaptureLimits.requestsUnderWayMax : 1
    guard underWay.count < underWayMax, let index = nextIndex(nowNs),
      take(waiting[index].request, nowNs)
    else { return nil }
    let request = waiting.remove(at: index).request
    underWay.append(UnderWay(request: request))
    return request
  }

  /// Snapshots go first, polls give way to all else, and none waits for what has a limit of its own.
  private func nextIndex(_ nowNs: Int64) -> Int? {
    var usual: Int?
    var poll: Int?
    let hasData = dataBudget.has(nowNs: nowNs)
    for index in waiting.indices where waiting[index].notBeforeNs <= nowNs {
      if !hasData, waiting[index].request.endpoint.isFuturesData { continue }
      if waiting[index].request.isUrgent { return index }
      if waiting[index].request.isPoll { poll = poll ?? index } else { usual = usual ?? index }
    }
    return usual ?? poll
  }

  private mutating func take(_ request: MarketRequest, _ nowNs: Int64) -> Bool {
    guard request.endpoint.isFuturesData else { return budget.take(request.weight, nowNs: nowNs) }
    return nowNs >= budget.blockedUntilNs && dataBudget.take(nowNs: nowNs)
  }

  /// Takes in how a request ended. One that may do better later is queued again.
  package mutating func finish(
    _ request: MarketRequest, _ outcome: Outcome, nowNs: Int64
  ) -> Verdict {
    let index = underWay.firstIndex { $0.request == request }
    let isWithdrawn = index.map { underWay.remove(at: $0).isWithdrawn } ?? false
    if case .answered(let status, let usedWeight, let retryAfterSeconds, _) = outcome {
      knowsUsage = true
      budget.note(
        status: status, usedWeight: usedWeight, retryAfterSeconds: retryAfterSeconds, nowNs: nowNs)
    }
    let verdict = Self.verdict(outcome)
    if isWithdrawn, verdict != .done { return .withdrawn }
    guard case .again(let reason) = verdict else { return verdict }
    return again(request, reason, nowNs)
  }

  /// What an outcome means for a first attempt.
  private static func verdict(_ outcome: Outcome) -> Verdict {
    switch outcome {
    case .failed(let reason): .again(reason: reason)
    case .answered(let status, _, _, let isWhole):
      switch status {
      case 200..<300 where isWhole: .done
      case 200..<300: .again(reason: "the body is no whole JSON document")
      case 403, 418, 429, 408, 500...: .again(reason: "HTTP \(status)")
      case 300..<400, 451: .givenUp(reason: "HTTP \(status)")
      case 401, 404, 405: .notServed(reason: "HTTP \(status)")
      default: .refused(reason: "HTTP \(status)")
      }
    }
  }

  private mutating func again(
    _ request: MarketRequest, _ reason: String, _ nowNs: Int64
  ) -> Verdict {
    var request = request
    request.attempts += 1
    guard request.attempts < CaptureLimits.requestAttemptsMax else {
      return .givenUp(reason: "\(reason), after \(request.attempts) attempts")
    }
    let notBeforeNs = nowNs + jitter.backoffNs(failures: request.attempts)
    waiting.append(Waiting(request: request, notBeforeNs: max(notBeforeNs, budget.blockedUntilNs)))
    return .again(reason: reason)
  }
}
