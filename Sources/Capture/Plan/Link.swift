/// One connection as the fleet knows it.
struct Link: Sendable {
  enum State: Equatable, Sendable {
    case connecting(sinceNs: Int64)
    case open(sinceNs: Int64)
    /// We have sent a close frame.
    case closing(sinceNs: Int64)
  }

  let connection: UInt32
  var state: State
  /// When bytes came last, and pings: half-open connections tell nothing and deliver nothing.
  var lastBytesNs: Int64
  var lastPingNs: Int64
  var pingCount = 0
  /// Control messages that wait for their turn.
  var unsent: ArraySlice<String>
  var messages: SlidingBudget
  /// When a successor is to be opened.
  var replaceAtNs = Int64.max
  var replaceReason = ""

  init(connection: UInt32, plan: ConnectionPlan, messagesPerSecondMax: Int, nowNs: Int64) {
    self.connection = connection
    state = .connecting(sinceNs: nowNs)
    lastBytesNs = nowNs
    lastPingNs = nowNs
    unsent = plan.subscriptions[...]
    // One a second is left for the pong.
    messages = SlidingBudget(
      countMax: messagesPerSecondMax - 1, windowNs: CaptureLimits.secondNs)
  }

  var isOpen: Bool { if case .open = state { true } else { false } }

  /// How long it has been open; 0 if it is not.
  func openNs(nowNs: Int64) -> Int64 {
    if case .open(let sinceNs) = state { nowNs - sinceNs } else { 0 }
  }

  /// Brings the replacement forward, never back.
  mutating func replace(atNs: Int64, because reason: String) {
    guard atNs < replaceAtNs else { return }
    replaceAtNs = atNs
    replaceReason = reason
  }
}
