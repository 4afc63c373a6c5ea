/// The faults that hit the whole server, while they last.
struct ServerFaults: Sendable {
  private var events: [Fault: FaultEvent] = [:]

  mutating func begin(_ event: FaultEvent) {
    // A longer one that is under way goes on.
    if let other = events[event.fault], other.endMs > event.endMs { return }
    events[event.fault] = event
  }

  /// The fault, if it lasts now.
  func active(_ fault: Fault, nowMs: Int64) -> FaultEvent? {
    guard let event = events[fault], event.atMs <= nowMs, nowMs < event.endMs else { return nil }
    return event
  }

  /// What every request and handshake is answered with.
  func refusal(nowMs: Int64, epochMs: Int64) -> RestError? {
    if let event = active(.banned, nowMs: nowMs) {
      return RestService.banned(
        untilMs: epochMs + event.endMs - nowMs, retryAfterS: seconds(event, nowMs))
    }
    if let event = active(.tooManyRequests, nowMs: nowMs) {
      return RestService.tooMany(retryAfterS: seconds(event, nowMs))
    }
    return active(.serverError, nowMs: nowMs) == nil ? nil : .serverError
  }

  private func seconds(_ event: FaultEvent, _ nowMs: Int64) -> Int64 {
    (event.endMs - nowMs + 999) / 1000
  }

  /// By how much the clock is wrong, ms: up to a minute either way.
  func clockOffsetMs(nowMs: Int64) -> Int64 {
    active(.clockOffset, nowMs: nowMs)?.pick(-60_000...60_000) ?? 0
  }

  /// Spoils an answer.
  func spoil(_ answer: inout RestAnswer, nowMs: Int64) {
    if let event = active(.truncatedJSON, nowMs: nowMs), answer.body.count > 2 {
      answer.body.removeLast(Int(event.pick(1...Int64(answer.body.count - 1))))
    }
    if active(.slowBody, nowMs: nowMs) != nil {
      answer.pieceBytes = max(1, answer.body.count / 10)
      answer.pieceEveryMs = 400
    }
  }
}
