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
struct ConnectionSlot: Sendable {
  let plan: Int
  /// The one in use, then its successor.
  var connections: [LiveConnection] = []
  /// Attempts that failed and connections that were lost, in a row. See `remove`.
  private(set) var failures = 0
  /// No attempt before.
  private(set) var retryAtNs: Int64 = .min

  /// No connection is replaced for a silent stream before.
  private var silenceReplaceDueNs = Int64.min

  /// More of them do not make the wait longer.
  private static let failuresMax = 8

  init(plan: Int) { self.plan = plan }

  /// From when on a connection is to be opened; nil if it has all it needs.
  var openAtNs: Int64? {
    guard let live = connections.first else { return retryAtNs }
    return connections.count == 1 ? max(retryAtNs, live.replaceAtNs) : nil
  }

  /// Nothing is lost by another connection, but a stream that nobody trades any more is silent on the next
  /// one too.
  mutating func replaceSilent(_ connection: UInt32, _ stream: String, nowNs: Int64) {
    guard nowNs >= silenceReplaceDueNs,
      let index = connections.firstIndex(where: { $0.number == connection && $0.isOpen })
    else { return }
    silenceReplaceDueNs = nowNs + CaptureLimits.silenceReplaceNs
    connections[index].replace(atNs: nowNs, because: "\(stream) is silent")
  }

  /// The old live, once the new one has delivered beside it for long enough.
  func replaced(nowNs: Int64) -> (old: UInt32, new: UInt32)? {
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
    // Closed by us in favour of its successor: no reason to wait with anything.
    if case .closing = live.state, !connections.isEmpty { return }
    if live.hasDelivered {
      let isUseful = live.openNs(nowNs: nowNs) >= CaptureLimits.usefulNs
      failures = isUseful ? 0 : min(failures, CaptureLimits.failuresAfterDataMax - 1)
    }
    failures = min(failures + 1, Self.failuresMax)
    let wait = max(jitter.backoffNs(failures: failures), retryAfterNs ?? 0)
    retryAtNs = nowNs + wait
  }
}
