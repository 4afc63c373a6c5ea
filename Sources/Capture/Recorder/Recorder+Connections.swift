import Binance
import Recording

/// Connections, as the `ConnectionManager` decides about them.
extension Recorder {
  /// Bytes have come from a connection's socket.
  ///
  /// - Parameter arrivedNs: when they came out of the kernel: the time of the frames in them.
  package mutating func read(
    _ bytes: UnsafeRawBufferPointer, on connection: UInt32, arrivedNs: Int64, _ step: inout Step
  ) {
    connections.update(connection) { $0.read(bytes, arrivedNs: arrivedNs, &step) }
  }

  mutating func manage(_ event: ConnectionManager.Event, _ step: inout Step) {
    for action in connections.handle(event, nowNs: step.nowNs) {
      switch action {
      case .open(let connection, _, let reason):
        if !reason.isEmpty { step.report(.opening(connection, reason: reason)) }
        guard let url = connections[connection]?.url else { continue }
        step.actions.append(.connect(connection, url: url))
      case .send(let connection, let text):
        connections.update(connection) { $0.send(.textSent, Array(text.utf8), &step) }
      case .unanswered(let connection, let streams):
        step.report(.streamsUnanswered(connection, streams: streams.map(\.text)))
      case .close(let connection, let reason):
        connections.update(connection) { $0.close(reason, &step) }
      case .abandon(let connection, let reason): abandon(connection, reason, &step)
      }
    }
  }

  /// Before the first frame of the connection come its `o` record and the report of it.
  mutating func opened(_ connection: UInt32, _ head: AnswerHead, _ step: inout Step) {
    guard let live = connections[connection] else {
      // Given up meanwhile.
      return step.actions.append(.disconnect(connection))
    }
    let (plan, url) = (live.plan, live.url)
    if !connections.isOpen[plan] { openedAfterOutage.insert(connection) }
    step.record(
      .opened, CapturePayload.opened(url: url, status: head.status, headers: head.headers),
      connection: connection)
    counts.opened += 1
    advice.succeeded()
    step.report(
      .opened(
        connection, plan: plan, url: url,
        streamCount: options.subscriptions.plans[plan].streams.count))
    manage(.opened(connection), &step)
    askForBooks(plan: plan, &step)
  }

  mutating func refused(
    _ connection: UInt32, _ reason: String, head: AnswerHead?, _ step: inout Step
  ) {
    guard let live = connections[connection] else { return }
    let (plan, url) = (live.plan, live.url)
    outages.failed(plan: plan, reason: reason)
    let reason = reason + advice.text(head)
    let retryAfterSeconds = head?["retry-after"].flatMap { Int64($0) }
    let isBanned = head.map { [403, 418, 429].contains($0.status) } ?? false
    if let head, isBanned {
      queue.handshakeRefused(
        status: head.status, retryAfterSeconds: retryAfterSeconds, nowNs: step.nowNs)
      reportBlocked(&step)
      holdBack(head.status)
    }
    step.record(.lost, CapturePayload.lost(reason: reason, url: url), connection: connection)
    counts.refused += 1
    step.report(.refused(connection, reason: reason))
    let isDefinite = head.map { RefusalAdvice.isDefinite($0) } ?? false
    let seconds = min(
      max(retryAfterSeconds ?? (isBanned ? 60 : 0), 0), CaptureLimits.retryAfterSecondsMax)
    manage(.refused(connection, retryAfterNs: seconds * CaptureLimits.secondNs), &step)
    // Nothing was there before, and waiting will not bring it. Once it has served us, it may again: that answer
    // came from something in between, or from one of many servers.
    if isDefinite, counts.opened == 0 { stop(reason, &step) }
  }

  /// A ban, and the firewall's anger, are about the address, and not about REST or one connection.
  mutating func holdBack(_ status: Int) {
    if status == 403 || status == 418 { connections.holdBack(untilNs: queue.blockedUntilNs) }
  }

  private mutating func abandon(_ connection: UInt32, _ reason: String, _ step: inout Step) {
    guard let link = connections[connection] else { return }
    step.actions.append(.disconnect(connection))
    if link.hasOpened {
      connections.update(connection) { $0.endReason = $0.endReason ?? reason }
    } else {
      refused(connection, reason, head: nil, &step)
    }
  }

  mutating func ended(_ connection: UInt32, _ step: inout Step) {
    guard let link = connections[connection], link.hasOpened else { return }
    // Whoever ended the connection says why first.
    let reason = link.endReason ?? "the connection ended without a close frame"
    step.record(.lost, CapturePayload.lost(reason: reason), connection: connection)
    if !link.isWanted { counts.lost += 1 }
    openedAfterOutage.remove(connection)
    outages.failed(plan: link.plan, reason: reason)
    step.report(.lost(connection, reason: reason, isWanted: link.isWanted))
    manage(.lost(connection), &step)
  }

  /// Which streams are not recorded, after something has happened.
  mutating func noteOutages(_ step: inout Step) {
    guard phase == .atWork else { return }
    let over = outages.note(
      isOpen: connections.isOpen, nowNs: step.nowNs, receivedNs: step.receivedNs)
    for outage in over { tell(outage, &step) }
    count(step.nowNs)
  }

  mutating func stopOutages(_ step: inout Step) {
    count(step.nowNs)
    for outage in outages.stop(nowNs: step.nowNs, receivedNs: step.receivedNs) {
      tell(outage, &step)
    }
    (counts.outages, counts.outageNs) = (outages.count, outages.sumNs)
  }

  private mutating func count(_ nowNs: Int64) {
    counts.downStreams = outages.streamCount(nowNs: nowNs)
    (counts.outages, counts.outageNs) = (outages.count, outages.sumNs)
  }

  private func tell(_ outage: OutageReport, _ step: inout Step) {
    let first = options.subscriptions.plans[outage.plan].streams.first?.text ?? ""
    step.record(.lost, CapturePayload.outage(outage, firstStream: first))
    step.report(.outage(outage, firstStream: first))
  }
}
