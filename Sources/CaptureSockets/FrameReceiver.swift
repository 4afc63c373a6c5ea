#if Network
  import Capture
  import NIOCore
  import NIOWebSocket
  import Recording

  /// Last in a connection's pipeline: hands bytes to the recorder and sends its frames.
  final class FrameReceiver: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = WebSocketFrame

    private let connection: UInt32
    private let arrival: ArrivalHandler
    private let gate: ReadGate
    private unowned let session: CaptureSession
    private var context: ChannelHandlerContext?
    /// What is to be sent while the library is still changing the pipeline, and would drop it; nil once
    /// that is over.
    private var waiting: [WebSocketFrame]? = []
    /// Of the read at work.
    private var received = (records: 0, bytes: 0)

    init(connection: UInt32, arrival: ArrivalHandler, session: CaptureSession) {
      self.connection = connection
      self.arrival = arrival
      self.session = session
      gate = ReadGate(intake: session.intake)
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let bytes = Self.unwrapInboundIn(data)
      received.bytes += bytes.readableBytes
      received.records += bytes.withUnsafeReadableBytes {
        session.read($0, on: connection, arrivedNs: arrival.arrivedNs)
      }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
      session.intake.flush()
      if received.bytes > 0 {
        session.pacer.readEnded(frames: received.records, bytes: received.bytes)
        received = (0, 0)
        gate.pauseIfPressed(context.channel)
      }
      context.fireChannelReadComplete()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      session.handle(
        .failed(
          connection, reason: CaptureProblem.text(error), canSend: context.channel.isActive))
    }

    func channelInactive(context: ChannelHandlerContext) {
      session.ended(connection)
      context.fireChannelInactive()
    }

    // MARK: - Called by the session

    /// The server has agreed to the upgrade.
    func open(_ channel: any Channel, _ head: AnswerHead) throws {
      guard session.expects(connection) else { throw ChannelError.alreadyClosed }
      // Ahead of the library's decoder, which sees nothing then.
      let pipeline = channel.pipeline.syncOperations
      let decoder = try pipeline.handler(type: ByteToMessageHandler<WebSocketFrameDecoder>.self)
      try pipeline.addHandler(self, position: .before(decoder))
      session.opened(connection, head, self)
    }

    func send(_ kind: FrameKind, _ payload: [UInt8]) {
      let opcode: WebSocketOpcode =
        switch kind {
        case .pongSent: .pong
        case .closeSent: .connectionClose
        default: .text
        }
      let frame = WebSocketFrame(
        fin: true, opcode: opcode, maskKey: .random(), data: ByteBuffer(bytes: payload))
      if waiting == nil { write(frame) } else { waiting?.append(frame) }
    }

    /// The pipeline is that of a websocket: what waited goes out, in its order.
    func upgraded() {
      let frames = waiting ?? []
      waiting = nil
      for frame in frames { write(frame) }
    }

    private func write(_ frame: WebSocketFrame) {
      context?.writeAndFlush(Self.wrapOutboundOut(frame), promise: nil)
    }

    /// Ends the connection at once. What is left is read, so that its end is seen: TLS's close comes last.
    func disconnect() {
      guard let context else { return }
      gate.stayOpen(context.channel)
      context.close(promise: nil)
    }
  }
#endif
