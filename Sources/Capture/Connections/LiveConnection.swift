import Binance
import Market

/// One connection as the recorder knows it.
package struct LiveConnection: Sendable {
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

  /// What has come on it.
  package enum Received: Equatable, Sendable {
    case bytes
    /// Market data: see `StreamMark`.
    case data
    case ping
  }

  let number: UInt32
  let plan: Int
  let url: String
  var state: State
  /// Its server has agreed to the upgrade.
  var hasOpened = false
  /// When bytes came last, and pings: half-open connections say nothing and deliver nothing.
  var lastBytesNs: Int64
  var lastPingNs: Int64
  private var pingCount = 0
  /// Whether market data has come before we closed it, and no error of the exchange since.
  var hasDelivered = false
  /// What its URL does not ask for.
  var subscribing: SubscribeQueue
  /// It is known that a SUBSCRIBE was not answered on it.
  var isKnownUnanswered = false
  /// Messages that may be sent.
  var messages: SlidingBudget
  /// When a successor is to be opened.
  private(set) var replaceAtNs = Int64.max
  private(set) var replaceReason = ""

  var reader = WebSocketReader()
  /// The server's close frame has come, or something that is no frame: nothing after it counts.
  var hasEnded = false
  var hasSentClose = false
  /// Whether we have closed it ourselves.
  var isWanted = false
  var endReason: String?

  init(
    number: UInt32, plan: Int, url: String, subscribing: SubscribeQueue, messagesPerSecondMax: Int,
    nowNs: Int64
  ) {
    self.number = number
    self.plan = plan
    self.url = url
    state = .connecting(sinceNs: nowNs)
    lastBytesNs = nowNs
    lastPingNs = nowNs
    self.subscribing = subscribing
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
  func trouble(nowNs: Int64, venue: BinanceSite) -> Trouble? {
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

  package mutating func note(_ received: Received, nowNs: Int64) {
    lastBytesNs = nowNs
    switch received {
    case .data where !isClosing: hasDelivered = true
    case .bytes, .data: break
    case .ping:
      lastPingNs = nowNs
      pingCount += 1
      // The pong that answers it could not wait.
      messages.charge(nowNs: nowNs)
    }
  }

  /// It is needed after all, until a time.
  mutating func keep(untilNs: Int64) { replaceAtNs = untilNs }

  /// Brings the replacement forward, never back.
  mutating func replace(atNs: Int64, because reason: String) {
    guard atNs < replaceAtNs else { return }
    replaceAtNs = atNs
    replaceReason = reason
  }
}
