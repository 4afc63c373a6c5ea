#if Network
  import Capture
  import NIOCore
  import NIOHTTP1
  import Recording

  extension CaptureSession: FrameReceiverOwner {
    func handle(_ event: Fleet.Event) {
      for action in fleet.handle(event, nowNs: MachineClock.monotonicNs()) { perform(action) }
      if case .received = event { return }
      let openNow = Int64(fleet.openCount)
      counters.update { $0.openNow = openNow }
    }

    private func perform(_ action: Fleet.Action) {
      switch action {
      case .open(let connection, let plan, let reason):
        if !reason.isEmpty { events.add(.opening(connection, reason: reason)) }
        open(connection, plan)
      case .send(let connection, let text): receivers[connection]?.send(text)
      case .close(let connection, let reason):
        closed.insert(connection)
        receivers[connection]?.close(reason: reason)
      case .abandon(let connection, let reason): abandon(connection, reason)
      }
    }

    // MARK: - Opening

    private func open(_ connection: UInt32, _ plan: Int) {
      planOf[connection] = plan
      let url = options.plans[plan].url
      guard let address = WebSocketAddress(url) else {
        return loop.execute { self.refused(connection, "\(url) is no websocket URL", nil) }
      }
      let dialer = Dialer(loop: loop, tls: tls, intake: intake, clock: clock, owner: self)
      let (channel, result) = dialer.dial(connection, address)
      dials[connection] = channel
      result.hop(to: loop).whenComplete { self.dialed(connection, $0) }
    }

    private func dialed(_ connection: UInt32, _ result: Result<DialResult, any Error>) {
      // Given up meanwhile, or open and lost already.
      guard dials.removeValue(forKey: connection) != nil else { return }
      switch result {
      case .success(.open): opened(connection)
      case .success(.refused(let head)):
        let text = head.map { "HTTP \($0.status.code) \($0.status.reasonPhrase)" }
        refused(connection, text ?? "the connection ended before an answer", head)
      case .failure(let error): refused(connection, CaptureProblem.text(error), nil)
      }
    }

    /// The server has agreed: before the first frame of the connection come its `o` record and the event
    /// that tells of it.
    func recordOpened(_ connection: UInt32, _ head: HTTPResponseHead, _ receiver: FrameReceiver)
      throws
    {
      guard dials[connection] != nil, let plan = planOf[connection] else {
        throw ChannelError.alreadyClosed
      }
      receivers[connection] = receiver
      record(
        .opened,
        CapturePayload.opened(
          url: options.plans[plan].url, status: Int(head.status.code),
          headers: head.headers.map { ($0.name, $0.value) }),
        connection: connection)
      counters.update { $0.opened += 1 }
      events.add(
        .opened(
          connection, url: options.plans[plan].url, streams: options.plans[plan].streams))
    }

    private func opened(_ connection: UInt32) {
      guard let plan = planOf[connection] else { return }
      handle(.opened(connection))
      for request in options.snapshotRequests(plan: plan) { _ = queue.add(request) }
    }

    private func refused(_ connection: UInt32, _ reason: String, _ head: HTTPResponseHead?) {
      guard let plan = planOf.removeValue(forKey: connection) else { return }
      dials[connection] = nil
      let told = head?.headers.first(name: "retry-after").flatMap { Int64($0) }
      let isBanned = head.map { [418, 429].contains(Int($0.status.code)) } ?? false
      if let head, isBanned {
        queue.handshakeRefused(
          status: Int(head.status.code), retryAfterSeconds: told,
          nowNs: MachineClock.monotonicNs())
        tellBlocked()
      }
      let seconds = min(
        max(told ?? (isBanned ? 60 : 0), 0), CaptureLimits.retryAfterSecondsMax)
      record(
        .lost, CapturePayload.lost(reason: reason, url: options.plans[plan].url),
        connection: connection)
      counters.update { $0.refused += 1 }
      events.add(.refused(connection, reason: reason))
      handle(.refused(connection, retryAfterNs: seconds * CaptureLimits.secondNs))
    }

    private func abandon(_ connection: UInt32, _ reason: String) {
      if let receiver = receivers[connection] { return receiver.abandon(reason: reason) }
      guard let channel = dials.removeValue(forKey: connection) else { return }
      channel.whenSuccess { $0.close(promise: nil) }
      // Not from within the fleet's own step.
      loop.execute { self.refused(connection, reason, nil) }
    }

    // MARK: - FrameReceiverOwner

    func received(_ received: Fleet.Received, on connection: UInt32) {
      handle(.received(connection, received))
    }

    func sentPong(on connection: UInt32) { handle(.sentPong(connection)) }

    func ended(_ connection: UInt32, reason: String) {
      dials[connection] = nil
      receivers[connection] = nil
      planOf[connection] = nil
      let isWanted = closed.remove(connection) != nil
      record(.lost, CapturePayload.lost(reason: reason), connection: connection)
      if !isWanted { counters.update { $0.lost += 1 } }
      events.add(.lost(connection, reason: reason, isWanted: isWanted))
      handle(.lost(connection))
    }
  }
#endif
