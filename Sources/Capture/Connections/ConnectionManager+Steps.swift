/// The steps that events bring about.
extension Fleet {
  mutating func opened(_ connection: UInt32, _ nowNs: Int64) -> [Action] {
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

  mutating func tick(_ nowNs: Int64) -> [Action] {
    watch(nowNs) + (isStopped ? [] : replace(nowNs) + openMissing(nowNs) + sendNext(nowNs))
  }

  private mutating func watch(_ nowNs: Int64) -> [Action] {
    lanes.joined.compactMap { link in
      switch link.trouble(nowNs: nowNs, venue: venue) {
      case nil: return nil
      case .dead(let reason): return .abandon(link.connection, reason: reason)
      case .ailing(let reason):
        update(link.connection) { $0.replace(atNs: nowNs, because: reason) }
        return nil
      }
    }
  }

  private mutating func replace(_ nowNs: Int64) -> [Action] {
    lanes.compactMap { $0.replaced(nowNs: nowNs) }.flatMap { old, new in
      close(old, "replaced by connection \(new)", nowNs)
    }
  }

  private mutating func openMissing(_ nowNs: Int64) -> [Action] {
    var actions: [Action] = []
    for index in waiting(nowNs) {
      guard lastConnection < .max, connects.take(nowNs: nowNs) else { break }
      lastConnection += 1
      let plan = lanes[index].plan
      let reason = lanes[index].links.first?.replaceReason ?? ""
      lanes[index].links.append(
        Link(
          connection: lastConnection, plan: plans[plan],
          messagesPerSecondMax: venue.messagesPerSecondMax, nowNs: nowNs))
      actions.append(.open(lastConnection, plan: plan, reason: reason))
    }
    return actions
  }

  /// The lanes that are to open a connection, those that wait longest first: in a storm, which uses up the
  /// attempts, each has its turn.
  private func waiting(_ nowNs: Int64) -> [Int] {
    let due = lanes.indices.compactMap { index in
      lanes[index].openAtNs.map { (atNs: $0, index: index) }
    }
    return due.filter { $0.atNs <= nowNs }.sorted { $0 < $1 }.map(\.index)
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
  mutating func replaceSilent(_ connection: UInt32, _ stream: String, _ nowNs: Int64) {
    guard nowNs >= silenceReplaceDueNs else { return }
    var isReplaced = false
    update(connection) { link in
      guard link.isOpen else { return }
      link.replace(atNs: nowNs, because: "\(stream) is silent")
      isReplaced = true
    }
    if isReplaced { silenceReplaceDueNs = nowNs + CaptureLimits.silenceReplaceNs }
  }

  mutating func close(
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

  mutating func remove(_ connection: UInt32, retryAfterNs: Int64?, _ nowNs: Int64) {
    for index in lanes.indices {
      lanes[index].remove(connection, retryAfterNs: retryAfterNs, nowNs: nowNs, &jitter)
    }
  }

  mutating func update(_ connection: UInt32, _ body: (inout Link) -> Void) {
    for lane in lanes.indices {
      for link in lanes[lane].links.indices
      where lanes[lane].links[link].connection == connection {
        body(&lanes[lane].links[link])
      }
    }
  }
}

extension [Lane] {
  var joined: [Link] { flatMap(\.links) }
}
