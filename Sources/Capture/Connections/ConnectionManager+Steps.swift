import Feed
import Market

/// The steps that events bring about.
extension ConnectionManager {
  mutating func opened(_ connection: UInt32, _ nowNs: Int64) -> [Action] {
    let lifeNs =
      CaptureLimits.rotateAfterNs
      - Int64.random(in: 0...CaptureLimits.rotateJitterNs, using: &jitter.random)
    update(connection) { live in
      guard case .connecting = live.state else { return }
      live.state = .open(sinceNs: nowNs)
      live.hasOpened = true
      live.lastBytesNs = nowNs
      live.lastPingNs = nowNs
      live.replace(atNs: nowNs + lifeNs, because: "connections end after 24 hours")
    }
    return isStopped ? close(connection, RecorderNote.stopReason, nowNs) : sendNext(nowNs)
  }

  mutating func tick(_ nowNs: Int64) -> [Action] {
    watch(nowNs) + (isStopped ? [] : replace(nowNs) + openMissing(nowNs) + sendNext(nowNs))
  }

  private mutating func watch(_ nowNs: Int64) -> [Action] {
    slots.joined.compactMap { live in
      switch live.trouble(nowNs: nowNs, venue: venue) {
      case nil: return nil
      case .dead(let reason): return .abandon(live.number, reason: reason)
      case .ailing(let reason):
        update(live.number) { $0.replace(atNs: nowNs, because: reason) }
        return nil
      }
    }
  }

  private mutating func replace(_ nowNs: Int64) -> [Action] {
    if venue.triesOtherPaths {
      for index in slots.indices where plans[slots[index].plan].urls.count > 1 {
        slots[index].tryOther(nowNs: nowNs)
      }
    }
    for index in slots.indices { slots[index].replaceSilent(nowNs: nowNs) }
    let unanswered = slots.indices.compactMap { slots[$0].replaceUnanswered(nowNs: nowNs) }
    return unanswered.map { .unanswered($0.number, $0.subscribing.unanswered) } + replaced(nowNs)
  }

  private mutating func replaced(_ nowNs: Int64) -> [Action] {
    slots.indices.compactMap { slots[$0].replaced(nowNs: nowNs) }.flatMap { old, new in
      close(old, "replaced by connection \(new)", nowNs)
    }
  }

  private mutating func openMissing(_ nowNs: Int64) -> [Action] {
    guard nowNs >= heldBackUntilNs else { return [] }
    var actions: [Action] = []
    for index in waiting(nowNs) {
      guard lastConnection < .max, connects.take(nowNs: nowNs) else { break }
      lastConnection += 1
      let plan = slots[index].plan
      let reason = slots[index].connections.first?.replaceReason ?? ""
      let streams = plans[plan].subscribes ? plans[plan].streams : []
      slots[index].connections.append(
        LiveConnection(
          number: lastConnection, plan: plan, url: slots[index].url(plans[plan]),
          subscribing: SubscribeQueue(streams),
          messagesPerSecondMax: venue.messagesPerSecondMax, nowNs: nowNs))
      actions.append(.open(lastConnection, plan: plan, reason: reason))
    }
    return actions
  }

  /// The slots that are to open a connection, those that wait longest first: in a storm, which uses up the
  /// attempts, each has its turn.
  private func waiting(_ nowNs: Int64) -> [Int] {
    let due = slots.indices.compactMap { index in
      slots[index].openAtNs.map { (atNs: $0, index: index) }
    }
    return due.filter { $0.atNs <= nowNs }.sorted { $0 < $1 }.map(\.index)
  }

  private mutating func sendNext(_ nowNs: Int64) -> [Action] {
    var actions: [Action] = []
    for connection in slots.joined.map(\.number) {
      update(connection) { live in
        live.subscribing.tick(nowNs: nowNs)
        while live.isOpen, live.subscribing.hasMessage(nowNs: nowNs),
          live.messages.take(nowNs: nowNs), let text = live.subscribing.next(nowNs: nowNs)
        {
          actions.append(.send(connection, text: text))
        }
      }
    }
    return actions
  }

  mutating func close(
    _ connection: UInt32, _ reason: String, _ nowNs: Int64
  ) -> [Action] {
    var actions: [Action] = []
    update(connection) { live in
      switch live.state {
      case .connecting: actions = [.abandon(connection, reason: reason)]
      case .open: actions = [.close(connection, reason: reason)]
      case .closing: return
      }
      live.state = .closing(sinceNs: nowNs)
    }
    return actions
  }

  mutating func remove(_ connection: UInt32, retryAfterNs: Int64?, _ nowNs: Int64) {
    for index in slots.indices {
      slots[index].remove(connection, retryAfterNs: retryAfterNs, nowNs: nowNs, &jitter)
    }
  }

  package mutating func update(_ connection: UInt32, _ body: (inout LiveConnection) -> Void) {
    for slot in slots.indices {
      for live in slots[slot].connections.indices
      where slots[slot].connections[live].number == connection {
        body(&slots[slot].connections[live])
      }
    }
  }
}

extension [ConnectionSlot] {
  var joined: [LiveConnection] { flatMap(\.connections) }
}
