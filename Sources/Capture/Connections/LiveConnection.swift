/// One connection as the fleet knows it.
struct Link: Sendable {
  enum State: Equatable, Sendable {
    case connecting(sinceNs: Int64)
    case open(sinceNs: Int64)
    /// We have sent a close frame.
    case closing(sinceNs: Int64)
  }

  enum Trouble: Equatable, Sendable {
    /// To be ended at once.
    case dead(reason: String)
    /// Still of use, until its successor is there.
    case ailing(reason: String)
  }

  let connection: UInt32
  var state: State
  /// When bytes came last, and pings: half-open connections tell nothing and deliver nothing.
  var lastBytesNs: Int64
  var lastPingNs: Int64
  var pingCount = 0
  /// Whether market data has come before we closed it, and no error of the exchange since.
  var hasDelivered = false
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

  private var isClosing: Bool { if case .closing = state { true } else { false } }

  /// How long it has been open; 0 if it is not.
  func openNs(nowNs: Int64) -> Int64 {
    if case .open(let sinceNs) = state { nowNs - sinceNs } else { 0 }
  }

  /// What is wrong with it at a time: silence, and steps that take too long.
  func trouble(nowNs: Int64, venue: CaptureVenue) -> Trouble? {
    switch state {
    case .connecting(let sinceNs) where nowNs - sinceNs >= CaptureLimits.connectNsMax:
      return .dead(reason: "no answer in 10 s")
    case .closing(let sinceNs) where nowNs - sinceNs >= CaptureLimits.closeNsMax:
      return .dead(reason: "no answer to the close frame")
    case .open where nowNs - lastBytesNs >= venue.silenceNsMax:
      let seconds = (nowNs - lastBytesNs) / CaptureLimits.secondNs
      return .dead(reason: "silent for \(seconds) s")
    case .open where pingCount > 1 && nowNs - lastPingNs >= 5 * venue.pingNs:
      let seconds = (nowNs - lastPingNs) / CaptureLimits.secondNs
      return .ailing(reason: "no ping for \(seconds) s")
    default: return nil
    }
  }

  mutating func note(_ received: Fleet.Received, nowNs: Int64) {
    lastBytesNs = nowNs
    switch received {
    case .data where !isClosing: hasDelivered = true
    case .bytes, .data: break
    case .ping:
      lastPingNs = nowNs
      pingCount += 1
    }
  }

  /// Brings the replacement forward, never back.
  mutating func replace(atNs: Int64, because reason: String) {
    guard atNs < replaceAtNs else { return }
    replaceAtNs = atNs
    replaceReason = reason
  }
}
