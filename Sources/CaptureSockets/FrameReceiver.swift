#if Network
  import Capture
  import NIOCore
  import NIOWebSocket
  import Recording

  /// What a connection tells the capture. All on the connection's event loop.
  protocol FrameReceiverOwner: AnyObject {
    func received(_ received: Fleet.Received, on connection: UInt32)
    func sentPong(on connection: UInt32)
    func ended(_ connection: UInt32, reason: String)
  }

  /// Last in a connection's pipeline: every frame goes to the intake with its time, pings are answered,
  /// and nothing is looked into but whether it is market data.
  final class FrameReceiver: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = WebSocketFrame

    private let connection: UInt32
    private let intake: FrameIntake
    private let arrival: ArrivalHandler
    private let pacer: ReadPacer
    private let gate: ReadGate
    private let sender: FrameSender
    private unowned let owner: any FrameReceiverOwner
    private var reader = WebSocketReader()
    private var context: ChannelHandlerContext?
    private var endReason: String?
    /// The server's close frame has come, or something that is no frame: nothing after it counts.
    private var hasEnded = false
    /// Of the read at work: the owner is told once, not for each frame.
    private var received = (frames: 0, bytes: 0, hasData: false)

    init(
      connection: UInt32, intake: FrameIntake, arrival: ArrivalHandler, clock: SocketClock,
      pacer: ReadPacer, owner: any FrameReceiverOwner
    ) {
      self.connection = connection
      self.intake = intake
      self.arrival = arrival
      self.pacer = pacer
      self.owner = owner
      gate = ReadGate(intake: intake)
      sender = FrameSender(connection: connection, intake: intake, clock: clock)
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

    func channelReadComplete(context: ChannelHandlerContext) {
      intake.flush()
      if received.bytes > 0 {
        owner.received(received.hasData ? .data : .bytes, on: connection)
        pacer.readEnded(frames: received.frames, bytes: received.bytes)
        received = (0, 0, false)
        if !hasEnded { gate.pauseIfPressed(context.channel) }
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
      if let context { sender.send(text, context) }
    }

    /// Begins a clean end; the server answers with a close frame of its own.
    func close(reason: String) {
      endReason = endReason ?? reason
      if let context { sender.sendClose(.normalClosure, context) }
    }

    /// Ends the connection at once.
    func abandon(reason: String) {
      endReason = endReason ?? reason
      context?.close(promise: nil)
    }

    // MARK: - Frames

    private func read(_ bytes: UnsafeRawBufferPointer, _ context: ChannelHandlerContext) throws {
      try reader.read(bytes) { kind, payload in
        guard !hasEnded else { return }
        received.frames += 1
        intake.append(
          receivedNs: arrival.arrivedNs, connection: connection, kind: kind, payload)
        switch kind {
        case .ping: answerPing(payload, context)
        case .close: answerClose(payload, context)
        case .text where !received.hasData: received.hasData = StreamMark.begins(payload)
        default: break
        }
      }
    }

    private func answerPing(_ payload: UnsafeRawBufferPointer, _ context: ChannelHandlerContext) {
      sender.answer(ping: payload, context)
      owner.sentPong(on: connection)
      owner.received(.ping, on: connection)
    }

    private func answerClose(_ payload: UnsafeRawBufferPointer, _ context: ChannelHandlerContext) {
      let code =
        payload.count < 2 ? "no code" : "code \(UInt16(payload[0]) << 8 | UInt16(payload[1]))"
      let text = String(decoding: payload.dropFirst(2), as: UTF8.self)
      end(
        "the server closed it: \(code)" + (text.isEmpty ? "" : ", \(text)"), .normalClosure, context
      )
    }

    private func fail(_ reason: String, _ context: ChannelHandlerContext) {
      if !hasEnded { end(reason, .protocolError, context) }
    }

    private func end(
      _ reason: String, _ code: WebSocketErrorCode, _ context: ChannelHandlerContext
    ) {
      hasEnded = true
      endReason = endReason ?? reason
      if context.channel.isActive { sender.sendClose(code, context) }
      context.close(promise: nil)
    }
  }
#endif
