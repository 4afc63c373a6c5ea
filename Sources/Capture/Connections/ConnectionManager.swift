/// All connections of a capture: decides when one is opened, asked, replaced and closed. State in,
/// actions out; it opens nothing itself and never asks for the time.
package struct Fleet: Sendable {
  package enum Event: Equatable, Sendable {
    /// Time has passed.
    case tick
    case opened(UInt32)
    /// The connection was never there; the server may have said how long to stay away.
    case refused(UInt32, retryAfterNs: Int64?)
    case lost(UInt32)
    case received(UInt32, Received)
    case sentPong(UInt32)
    /// The exchange announced that it will close it.
    case shutdownAnnounced(UInt32)
    /// The exchange sent `{"e":"error",…}` on it.
    case exchangeError(UInt32, text: String)
    /// A stream of it has fallen silent that was not before.
    case streamSilent(UInt32, stream: String)
    case stop
  }

  /// What has come on a connection.
  package enum Received: Equatable, Sendable {
    case bytes
    /// Market data: see `StreamMark`.
    case data
    case ping
  }

  package enum Action: Equatable, Sendable {
    case open(UInt32, plan: Int, reason: String)
    case send(UInt32, text: String)
    case close(UInt32, reason: String)
    /// The server does not answer our close frame, or is not there: end it without.
    case abandon(UInt32, reason: String)
  }

  package let plans: [ConnectionPlan]
  let venue: CaptureVenue
  var lanes: [Lane]
  var connects = EvenBudget(
    countMax: CaptureLimits.connectsMax, windowNs: CaptureLimits.connectsWindowNs,
    atOnceMax: CaptureLimits.connectsAtOnceMax)
  var lastConnection: UInt32 = 0
  var jitter: Jitter
  private(set) var isStopped = false
  var silenceReplaceDueNs = Int64.min

  /// - Parameter isRedundant: keeps two connections for each plan.
  package init(plans: [ConnectionPlan], venue: CaptureVenue, isRedundant: Bool, seed: UInt64) {
    self.plans = plans
    self.venue = venue
    jitter = Jitter(seed: seed)
    let copies = isRedundant ? 2 : 1
    lanes = plans.indices.flatMap { plan in (0..<copies).map { _ in Lane(plan: plan) } }
  }

  package var openCount: Int { lanes.joined.count { $0.isOpen } }
  package var linkCount: Int { lanes.joined.count }
  /// Connections wanted at any time.
  package var laneCount: Int { lanes.count }

  /// Takes in what happened and says what to do.
  package mutating func handle(_ event: Event, nowNs: Int64) -> [Action] {
    switch event {
    case .tick: return tick(nowNs)
    case .opened(let connection): return opened(connection, nowNs)
    case .refused(let connection, let retryAfterNs):
      remove(connection, retryAfterNs: retryAfterNs, nowNs)
      return []
    case .lost(let connection):
      remove(connection, retryAfterNs: nil, nowNs)
      return tick(nowNs)
    case .received(let connection, let received):
      update(connection) { $0.note(received, nowNs: nowNs) }
    case .sentPong(let connection): update(connection) { $0.messages.charge(nowNs: nowNs) }
    case .shutdownAnnounced(let connection):
      update(connection) { $0.replace(atNs: nowNs, because: "the exchange announced a shutdown") }
      return tick(nowNs)
    case .exchangeError(let connection, let text):
      update(connection) { $0.hasDelivered = false }
      return close(connection, "the exchange sent an error: \(text)", nowNs)
    case .streamSilent(let connection, let stream):
      replaceSilent(connection, stream, nowNs)
      return tick(nowNs)
    case .stop:
      isStopped = true
      return lanes.joined.flatMap { close($0.connection, "the recorder stops", nowNs) }
    }
    return []
  }
}
