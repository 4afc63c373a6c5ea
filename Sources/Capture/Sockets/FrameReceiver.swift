#if Network
  import NIOCore
  import NIOWebSocket
  import Recording

  /// What a connection tells the capture. All on the connection's event loop.
  protocol FrameReceiverOwner: AnyObject {
    func received(on connection: UInt32, isPing: Bool)
    func sentPong(on connection: UInt32)
    func ended(_ connection: UInt32, reason: String)
  }

  /// Last in a connection's pipeline: every frame goes to the intake with its time, pings are answered,
  /// and nothing is looked into.
  final class FrameReceiver: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = WebSocketFrame

    private let connection: UInt32
    private let intake: FrameIntake
    private let arrival: ArrivalHandler
    private let clock: SocketClock
    private unowned let owner: any FrameReceiverOwner
    private var endReason: String?
    private var hasSentClose = false
    /// The server's close frame has come, or something that is no frame: nothing after it counts.
    private var hasEnded = false
    /// Of the read at work: the owner is told once, not for each frame.
    private var received = (frames: 0, bytes: 0)
    private var pressure = ReadPressure()
    private let pacer: ReadPacer
    private var context: ChannelHandlerContext?
    private var reader = WebSocketReader()

    init(
      connection: UInt32, intake: FrameIntake, arrival: ArrivalHandler, clock: SocketClock,
      pacer: ReadPacer, owner: any FrameReceiverOwner
    ) {
      self.connection = connection
      self.intake = intake
      self.arrival = arrival
      self.clock = clock
      self.pacer = pacer
      self.owner = owner
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      guard !hasEnded else { return }
      let bytes = Self.unwrapInboundIn(data)
      received.bytes += bytes.readableBytes
      do {
        try bytes.withUnsafeReadableBytes { try read($0, context) }
      } catch {
        fail(String(describing: error), context)
      }
    }

    private func read(_ bytes: UnsafeRawBufferPointer, _ context: ChannelHandlerContext) throws {
      try reader.read(bytes) { kind, payload in
        guard !hasEnded else { return }
        received.frames += 1
        intake.append(
          receivedNs: arrival.arrivedNs, connection: connection, kind: kind, payload)
        if kind == .ping { answerPing(payload, context) }
        if kind == .close { answerClose(payload, context) }
      }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
      intake.flush()
      if received.bytes > 0 {
        owner.received(on: connection, isPing: false)
        pacer.readEnded(frames: received.frames, bytes: received.bytes)
        received = (0, 0)
        if shouldPause, !hasEnded { pauseReading(context.channel) }
      }
      context.fireChannelReadComplete()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      fail(CaptureProblem.text(error), context)
    }

    func channelInactive(context: ChannelHandlerContext) {
      // Whoever ended the connection tells why first.
      owner.ended(connection, reason: endReason ?? "the connection ended without a close frame")
      context.fireChannelInactive()
    }

    // MARK: - Called by the capture

    func send(_ text: String) {
      guard let context else { return }
      send(.text, ByteBuffer(string: text), .textSent, context)
    }

    /// Begins a clean end; the server answers with a close frame of its own.
    func close(reason: String) {
      endReason = endReason ?? reason
      if let context { sendClose(.normalClosure, context) }
    }

    /// Ends the connection at once.
    func abandon(reason: String) {
      endReason = endReason ?? reason
      context?.close(promise: nil)
    }

    // MARK: - Frames

    private var shouldPause: Bool {
      pressure.shouldPause(isPressed: intake.isPressed, nowNs: MachineClock.monotonicNs())
    }

    /// Leaves the bytes to the network until the log has caught up, or for as long as that may take.
    private func pauseReading(_ channel: any Channel) {
      channel.setOption(.autoRead, value: false).whenFailure { _ in }
      let bound = NIOLoopBound(self, eventLoop: channel.eventLoop)
      channel.eventLoop.scheduleRepeatedTask(
        initialDelay: .milliseconds(1), delay: .milliseconds(1)
      ) {
        guard !bound.value.shouldPause || !channel.isActive else { return }
        $0.cancel()
        channel.setOption(.autoRead, value: true).whenFailure { _ in }
      }
    }

    private func answerPing(_ payload: UnsafeRawBufferPointer, _ context: ChannelHandlerContext) {
      send(.pong, ByteBuffer(bytes: payload), .pongSent, context)
      owner.sentPong(on: connection)
      owner.received(on: connection, isPing: true)
    }

    private func send(
      _ opcode: WebSocketOpcode, _ payload: ByteBuffer, _ kind: FrameKind,
      _ context: ChannelHandlerContext
    ) {
      let frame = WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(), data: payload)
      context.writeAndFlush(Self.wrapOutboundOut(frame), promise: nil)
      payload.withUnsafeReadableBytes {
        intake.append(receivedNs: clock.nowNs(), connection: connection, kind: kind, $0)
      }
      intake.flush()
    }

    private func sendClose(_ code: WebSocketErrorCode, _ context: ChannelHandlerContext) {
      guard !hasSentClose else { return }
      hasSentClose = true
      var payload = context.channel.allocator.buffer(capacity: 2)
      payload.write(webSocketErrorCode: code)
      send(.connectionClose, payload, .closeSent, context)
    }

    private func answerClose(_ payload: UnsafeRawBufferPointer, _ context: ChannelHandlerContext) {
      hasEnded = true
      let code =
        payload.count < 2 ? "no code" : "code \(UInt16(payload[0]) << 8 | UInt16(payload[1]))"
      let text = String(decoding: payload.dropFirst(2), as: UTF8.self)
      endReason =
        endReason ?? "the server closed it: \(code)" + (text.isEmpty ? "" : ", \(text)")
      sendClose(.normalClosure, context)
      context.close(promise: nil)
    }

    private func fail(_ reason: String, _ context: ChannelHandlerContext) {
      guard !hasEnded else { return }
      hasEnded = true
      endReason = endReason ?? reason
      if context.channel.isActive { sendClose(.protocolError, context) }
      context.close(promise: nil)
    }
  }
#endif
