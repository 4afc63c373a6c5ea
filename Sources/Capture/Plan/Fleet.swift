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
    case received(UInt32, isPing: Bool)
    case sentPong(UInt32)
    /// The exchange announced that it will close it.
    case shutdownAnnounced(UInt32)
    /// The exchange sent `{"e":"error",…}` on it.
    case exchangeError(UInt32, text: String)
    /// A stream of it has fallen silent that was not before.
    case streamSilent(UInt32, stream: String)
    case stop
  }

  package enum Action: Equatable, Sendable {
    case open(UInt32, plan: Int, reason: String)
    case send(UInt32, text: String)
    case close(UInt32, reason: String)
    /// The server does not answer our close frame, or is not there: end it without.
    case abandon(UInt32, reason: String)
  }

  package let plans: [ConnectionPlan]
  private let venue: CaptureVenue
  private(set) var lanes: [Lane]
  private var connects = SlidingBudget(
    countMax: CaptureLimits.connectsMax, windowNs: CaptureLimits.connectsWindowNs)
  private var lastConnection: UInt32 = 0
  private var jitter: Jitter
  private(set) var isStopped = false
  private var silenceReplaceDueNs = Int64.min

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
    case .received(let connection, let isPing): noteReceived(connection, isPing, nowNs)
    case .sentPong(let connection): update(connection) { $0.messages.charge(nowNs: nowNs) }
    case .shutdownAnnounced(let connection):
      update(connection) { $0.replace(atNs: nowNs, because: "the exchange announced a shutdown") }
      return tick(nowNs)
    case .exchangeError(let connection, let text):
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

extension Fleet {
  private mutating func opened(_ connection: UInt32, _ nowNs: Int64) -> [Action] {
    let lifeNs =
      CaptureLimits.rotateAfterNs
      - Int64.random(in: 0...CaptureLimits.rotateJitterNs, using: &jitter.random)
    update(connection) { link in
      guard case .connecting = link.state else { return }
      link.state = .open(sinceNs: nowNs)
      link.lastBytesNs = nowNs
      link.lastPingNs = nowNs
      link.replace(atNs: nowNs + lifeNs, because: "connections end after 24 hours")
    }
    return isStopped ? close(connection, "the recorder stops", nowNs) : sendNext(nowNs)
  }

  private mutating func noteReceived(_ connection: UInt32, _ isPing: Bool, _ nowNs: Int64) {
    update(connection) { link in
      link.lastBytesNs = nowNs
      guard isPing else { return }
      link.lastPingNs = nowNs
      link.pingCount += 1
    }
  }

  private mutating func tick(_ nowNs: Int64) -> [Action] {
    watch(nowNs) + (isStopped ? [] : replace(nowNs) + openMissing(nowNs) + sendNext(nowNs))
  }

  /// Silence, and steps that take too long.
  private mutating func watch(_ nowNs: Int64) -> [Action] {
    var actions: [Action] = []
    for link in lanes.joined {
      switch link.state {
      case .connecting(let sinceNs) where nowNs - sinceNs >= CaptureLimits.connectNsMax:
        actions.append(.abandon(link.connection, reason: "no answer in 10 s"))
      case .closing(let sinceNs) where nowNs - sinceNs >= CaptureLimits.closeNsMax:
        actions.append(.abandon(link.connection, reason: "no answer to the close frame"))
      case .open where nowNs - link.lastBytesNs >= venue.silenceNsMax:
        let seconds = (nowNs - link.lastBytesNs) / CaptureLimits.secondNs
        actions.append(.abandon(link.connection, reason: "silent for \(seconds) s"))
      case .open where link.pingCount > 1 && nowNs - link.lastPingNs >= 5 * venue.pingNs:
        let seconds = (nowNs - link.lastPingNs) / CaptureLimits.secondNs
        update(link.connection) { $0.replace(atNs: nowNs, because: "no ping for \(seconds) s") }
      default: break
      }
    }
    return actions
  }

  private mutating func replace(_ nowNs: Int64) -> [Action] {
    lanes.compactMap { $0.replaced(nowNs: nowNs) }.flatMap { old, new in
      close(old, "replaced by connection \(new)", nowNs)
    }
  }

  private mutating func openMissing(_ nowNs: Int64) -> [Action] {
    var actions: [Action] = []
    for index in lanes.indices {
      guard let reason = lanes[index].wantsToOpen(nowNs: nowNs), lastConnection < .max,
        connects.take(nowNs: nowNs)
      else { continue }
      lastConnection += 1
      let plan = lanes[index].plan
      lanes[index].links.append(
        Link(
          connection: lastConnection, plan: plans[plan],
          messagesPerSecondMax: venue.messagesPerSecondMax, nowNs: nowNs))
      actions.append(.open(lastConnection, plan: plan, reason: reason))
    }
    return actions
  }

  private mutating func sendNext(_ nowNs: Int64) -> [Action] {
    var actions: [Action] = []
    for connection in lanes.joined.map(\.connection) {
      update(connection) { link in
        while link.isOpen, !link.unsent.isEmpty, link.messages.take(nowNs: nowNs) {
          actions.append(.send(connection, text: link.unsent.removeFirst()))
        }
      }
    }
    return actions
  }

  /// Nothing is lost by it, but a stream that nobody trades any more is silent on the next one too.
  private mutating func replaceSilent(_ connection: UInt32, _ stream: String, _ nowNs: Int64) {
    guard nowNs >= silenceReplaceDueNs else { return }
    var isReplaced = false
    update(connection) { link in
      guard link.isOpen else { return }
      link.replace(atNs: nowNs, because: "\(stream) is silent")
      isReplaced = true
    }
    if isReplaced { silenceReplaceDueNs = nowNs + CaptureLimits.silenceReplaceNs }
  }

  private mutating func close(
    _ connection: UInt32, _ reason: String, _ nowNs: Int64
  ) -> [Action] {
    var actions: [Action] = []
    update(connection) { link in
      switch link.state {
      case .connecting: actions = [.abandon(connection, reason: reason)]
      case .open: actions = [.close(connection, reason: reason)]
      case .closing: return
      }
      link.state = .closing(sinceNs: nowNs)
    }
    return actions
  }

  private mutating func remove(_ connection: UInt32, retryAfterNs: Int64?, _ nowNs: Int64) {
    for index in lanes.indices {
      lanes[index].remove(connection, retryAfterNs: retryAfterNs, nowNs: nowNs, &jitter)
    }
  }

  private mutating func update(_ connection: UInt32, _ body: (inout Link) -> Void) {
    for lane in lanes.indices {
      for link in lanes[lane].links.indices
      where lanes[lane].links[link].connection == connection {
        body(&lanes[lane].links[link])
      }
    }
  }
}

extension [Lane] {
  fileprivate var joined: [Link] { flatMap(\.links) }
}
