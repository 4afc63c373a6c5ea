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
  ///
  /// - Parameter isHistory: it was asked for by the ids of trades.
  func spoil(_ answer: inout RestAnswer, isHistory: Bool, nowMs: Int64) {
    if isHistory, let event = active(.lateHistory, nowMs: nowMs) {
      Self.keepFirst(event.pick(0...3), quartersOf: &answer.body)
    }
    if let event = active(.truncatedJSON, nowMs: nowMs), answer.body.count > 2 {
      answer.body.removeLast(Int(event.pick(1...Int64(answer.body.count - 1))))
    }
    if active(.slowBody, nowMs: nowMs) != nil {
      answer.pieceBytes = max(1, answer.body.count / 10)
      answer.pieceEveryMs = 400
    }
  }

  /// Keeps the first rows of a list: none, a quarter, a half or three quarters of them.
  private static func keepFirst(_ quarters: Int64, quartersOf body: inout [UInt8]) {
    let ends = body.indices.dropLast().filter {
      body[$0] == UInt8(ascii: "}")
        && [UInt8(ascii: ","), UInt8(ascii: "]")].contains(body[$0 + 1])
    }
    let kept = ends.count * Int(quarters) / 4
    body.replaceSubrange((kept > 0 ? ends[kept - 1] + 1 : 1)..., with: [UInt8(ascii: "]")])
  }
}
