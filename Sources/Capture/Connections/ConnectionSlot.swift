/// Keeps one planned connection open for ever: one live, or two while they overlap.
///
/// ```
///            retry time, connect budget
///   nothing ───────────────────────────▶ connecting ──▶ open ──────────────▶ lost ─▶ nothing
///      ▲                                    │ refused     │ 23 h 50 min, serverShutdown,
///      └──────────── backoff ◀──────────────┘             │ no pings
///                                                         ▼
///                          open + its successor connecting ─▶ both open for 10 s ─▶ old one closed
/// ```
/// An address that fails gives way to the next one. Where it is not sure on which path streams are served,
/// a connection that brings nothing gets one on the other path beside it; the first to bring something stays.
struct ConnectionSlot: Sendable {
  let plan: Int
  /// The one in use, then its successor.
  var connections: [LiveConnection] = []
  /// Attempts that failed and connections that were lost, in a row. See `remove`.
  private(set) var failures = 0
  private let addressesAreAlike: Bool
  /// Of the plan's addresses, the one to use next.
  private var address = 0
  /// Set while a second connection is on the other path and nothing has come on either: when the first was
  /// to be replaced in any case.
  private var otherReplaceAtNs: Int64?
  private var hasTriedOther = false
  /// No attempt before.
  private(set) var retryAtNs: Int64 = .min

  private var silence = SilenceRecovery()
  /// Connections in a row on which a SUBSCRIBE was not answered.
  private var unansweredCount = 0

  /// More of them do not make the wait longer.
  private static let failuresMax = 8

  /// - Parameter addressesAreAlike: what one of them serves, the others serve too.
  init(plan: Int, addressesAreAlike: Bool) {
    self.plan = plan
    self.addressesAreAlike = addressesAreAlike
  }

  /// From when on a connection is to be opened; nil if it has all it needs.
  var openAtNs: Int64? {
    guard let live = connections.first else { return retryAtNs }
    return connections.count == 1 ? max(retryAtNs, live.replaceAtNs) : nil
  }

  /// A stream is silent on a connection, though it is known to speak. What one that has a successor already
  /// does not bring is that one's task.
  mutating func fellSilent(_ connection: UInt32, _ stream: String, hasCome: Bool, nowNs: Int64) {
    guard connections.last?.number == connection else { return }
    silence.fellSilent(stream, hasCome: hasCome, nowNs: nowNs)
  }

  mutating func spoke(_ connection: UInt32, _ stream: String) {
    if connections.last?.number == connection { silence.spoke(stream) }
  }

  /// Brings another connection for a silent stream, once that is due.
  mutating func replaceSilent(nowNs: Int64) {
    guard connections.count == 1, connections[0].isOpen, let stream = silence.next(nowNs: nowNs)
    else { return }
    connections[0].replace(atNs: nowNs, because: "\(stream) is silent")
  }

  /// Brings another connection where a SUBSCRIBE is not answered, later each time.
  ///
  /// - Returns: the connection, where that is new.
  mutating func replaceUnanswered(nowNs: Int64) -> LiveConnection? {
    guard let live = connections.last, live.isOpen, live.subscribing.isUnanswered,
      !live.isKnownUnanswered
    else { return nil }
    let waitNs = min(
      CaptureLimits.replyNsMax << Int64(min(unansweredCount, 16)), CaptureLimits.refusedNs)
    let last = connections.count - 1
    connections[last].isKnownUnanswered = true
    connections[last].replace(
      atNs: unansweredCount == 0 ? nowNs : nowNs + waitNs, because: "a SUBSCRIBE was not answered")
    unansweredCount += 1
    return live
  }

  private mutating func useNextAddress() {
    if otherReplaceAtNs != nil {
      keepFirst()
    } else if addressesAreAlike {
      address += 1
    }
  }

  /// There is nothing on the other path.
  private mutating func keepFirst() {
    address -= 1
    if let otherReplaceAtNs, !connections.isEmpty { connections[0].keep(untilNs: otherReplaceAtNs) }
    otherReplaceAtNs = nil
  }

  func url(_ plan: ConnectionPlan) -> String { plan.urls[address % plan.urls.count] }

  /// Tries the other path, once, if nothing has come on the one in use.
  mutating func tryOther(nowNs: Int64) {
    guard !hasTriedOther, connections.count == 1, let live = connections.first, live.isOpen,
      !live.hasDelivered, live.openNs(nowNs: nowNs) >= CaptureLimits.otherPathNs
    else { return }
    hasTriedOther = true
    otherReplaceAtNs = live.replaceAtNs
    address += 1
    connections[0].replace(atNs: nowNs, because: "nothing has come; trying another address")
  }

  /// Of two on different paths, the one that is to go: nothing has come on it, and something on the other.
  private mutating func otherIsRight() -> (old: UInt32, new: UInt32)? {
    guard let right = connections.firstIndex(where: \.hasDelivered) else { return nil }
    defer { if right == 0 { keepFirst() } else { otherReplaceAtNs = nil } }
    return (connections[1 - right].number, connections[right].number)
  }

  /// The old live, once the new one has delivered beside it for long enough.
  mutating func replaced(nowNs: Int64) -> (old: UInt32, new: UInt32)? {
    if otherReplaceAtNs != nil, connections.count == 2 { return otherIsRight() }
    guard connections.count == 2, connections[0].isOpen,
      connections[1].openNs(nowNs: nowNs) >= CaptureLimits.overlapNs
    else { return nil }
    return (connections[0].number, connections[1].number)
  }

  /// Takes a live out that is gone, and says when the next attempt may be made.
  ///
  /// An exchange that refuses us, or drops us before it has sent data, is left in peace for longer each
  /// time, up to a minute. After a good connection the next one is there within a second; after one that
  /// brought data and broke early, within two.
  mutating func remove(
    _ connection: UInt32, retryAfterNs: Int64?, nowNs: Int64, _ jitter: inout Jitter
  ) {
    guard let index = connections.firstIndex(where: { $0.number == connection }) else { return }
    let live = connections.remove(at: index)
    if connections.isEmpty { silence.replaced() }
    if live.hasDelivered, !live.subscribing.isUnanswered { unansweredCount = 0 }
    // Closed by us in favour of its successor: no reason to wait with anything.
    if case .closing = live.state, !connections.isEmpty { return }
    if live.hasDelivered {
      let isUseful = live.openNs(nowNs: nowNs) >= CaptureLimits.usefulNs
      failures = isUseful ? 0 : min(failures, CaptureLimits.failuresAfterDataMax - 1)
    }
    if live.hasOpened { otherReplaceAtNs = nil } else { useNextAddress() }
    failures = min(failures + 1, Self.failuresMax)
    let wait = max(jitter.backoffNs(failures: failures), retryAfterNs ?? 0)
    retryAtNs = nowNs + wait
  }
}
