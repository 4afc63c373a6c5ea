/// The server's pings of one connection, and its age.
struct Heartbeat: Sendable {
  struct Limits: Sendable, Equatable {
    /// Binance pings every 20 s and wants an answer within 60 s (since 2025-02).
    var pingEveryNs: Int64 = 20_000_000_000
    var pongWithinNs: Int64 = 60_000_000_000
    /// A connection is cut at 24 hours.
    var lifetimeNs: Int64 = 86_400_000_000_000
  }

  enum Action: Equatable {
    case ping(payload: [UInt8])
    case close(code: UInt16, reason: String)
  }

  private let limits: Limits
  private let openedNs: Int64
  private var nextPingNs: Int64
  /// The oldest ping without an answer.
  private var unanswered: (payload: [UInt8], sentNs: Int64)?

  init(_ limits: Limits, openedNs: Int64) {
    self.limits = limits
    self.openedNs = openedNs
    nextPingNs = openedNs + limits.pingEveryNs
  }

  /// What is due now.
  mutating func check(nowNs: Int64) -> Action? {
    if nowNs - openedNs >= limits.lifetimeNs { return .close(code: 1000, reason: "") }
    if let unanswered, nowNs - unanswered.sentNs >= limits.pongWithinNs {
      return .close(code: 1008, reason: "Pong timeout")
    }
    guard nowNs >= nextPingNs else { return nil }
    nextPingNs = nowNs + limits.pingEveryNs
    let payload = Array(String(nowNs / 1_000_000).utf8)
    if unanswered == nil { unanswered = (payload, nowNs) }
    return .ping(payload: payload)
  }

  /// Pings that were not sent need no answer.
  mutating func forget() { unanswered = nil }

  /// A pong counts if it repeats a ping's payload; any other is allowed and proves nothing.
  mutating func pong(_ payload: [UInt8], nowNs: Int64) {
    guard let unanswered else { return }
    // The newest ping's pong, too, proves that the client is alive.
    let isOurs =
      payload == unanswered.payload
      || (Int64(String(decoding: payload, as: UTF8.self)).map { $0 * 1_000_000 <= nowNs } ?? false)
    if isOurs { self.unanswered = nil }
  }
}
