package import Binance
import Feed
import Market

/// All connections of a recorder: decides when one is opened, asked, replaced and closed.
package struct ConnectionManager: Sendable {
  package enum Event: Equatable, Sendable {
    /// Time has passed.
    case tick
    case opened(UInt32)
    /// The connection was never there; the server may have said how long to stay away.
    case refused(UInt32, retryAfterNs: Int64?)
    case lost(UInt32)
    /// The exchange announced that it will close it.
    case shutdownAnnounced(UInt32)
    /// The exchange sent `{"e":"error",…}` on it.
    case exchangeError(UInt32, text: String)
    /// A stream of it has fallen silent; `hasCome`: it has spoken on that connection.
    case streamSilent(UInt32, stream: String, hasCome: Bool)
    /// And speaks again.
    case streamBack(UInt32, stream: String)
    case stop
  }

  package enum Action: Equatable, Sendable {
    case open(UInt32, plan: Int, reason: String)
    case send(UInt32, text: String)
    /// The exchange does not answer the SUBSCRIBE of these.
    case unanswered(UInt32, [StreamName])
    case close(UInt32, reason: String)
    /// The server does not answer our close frame, or is not there: end the connection without one.
    case abandon(UInt32, reason: String)
  }

  package private(set) var plans: [ConnectionPlan] = []
  let venue: BinanceSite
  var slots: [ConnectionSlot] = []
  var connects = EvenBudget(
    countMax: CaptureLimits.connectsMax, windowNs: CaptureLimits.connectsWindowNs,
    atOnceMax: CaptureLimits.connectsAtOnceMax)
  var lastConnection: UInt32 = 0
  var jitter: Jitter
  private(set) var isStopped = false
  /// No connection is opened before.
  private(set) var heldBackUntilNs = Int64.min

  private let isRedundant: Bool

  /// - Parameter isRedundant: keeps two connections for each plan.
  package init(plans: [ConnectionPlan], venue: BinanceSite, isRedundant: Bool, seed: UInt64) {
    self.venue = venue
    self.isRedundant = isRedundant
    jitter = Jitter(seed: seed)
    add(plans)
  }

  /// Opens connections for more plans, from the next tick on.
  mutating func add(_ more: [ConnectionPlan]) {
    for plan in more {
      let slot = ConnectionSlot(plan: plans.count, addressesAreAlike: !venue.triesOtherPaths)
      plans.append(plan)
      slots += Array(repeating: slot, count: isRedundant ? 2 : 1)
    }
  }

  package var openCount: Int { slots.joined.count { $0.isOpen } }
  /// Of each plan, whether a connection is open.
  var isOpen: [Bool] {
    var isOpen = Array(repeating: false, count: plans.count)
    for slot in slots where slot.connections.contains(where: \.isOpen) { isOpen[slot.plan] = true }
    return isOpen
  }
  package var connectionCount: Int { slots.joined.count }
  var isEmpty: Bool { slots.allSatisfy { $0.connections.isEmpty } }

  subscript(_ number: UInt32) -> LiveConnection? { slots.joined.first { $0.number == number } }

  /// Connections wanted at any time.
  package var slotCount: Int { slots.count }

  /// The exchange wants to hear nothing of us before a time.
  mutating func holdBack(untilNs: Int64) { heldBackUntilNs = max(heldBackUntilNs, untilNs) }

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
    case .shutdownAnnounced(let connection):
      update(connection) { $0.replace(atNs: nowNs, because: "the exchange announced a shutdown") }
      return tick(nowNs)
    case .exchangeError(let connection, let text):
      update(connection) { $0.hasDelivered = false }
      return close(connection, "the exchange sent an error: \(text)", nowNs)
    case .streamSilent(let connection, let stream, let hasCome):
      for slot in slots.indices {
        slots[slot].fellSilent(connection, stream, hasCome: hasCome, nowNs: nowNs)
      }
      return tick(nowNs)
    case .streamBack(let connection, let stream):
      for slot in slots.indices { slots[slot].spoke(connection, stream) }
      return []
    case .stop:
      isStopped = true
      return slots.joined.flatMap { close($0.number, RecorderNote.stopReason, nowNs) }
    }
  }
}
