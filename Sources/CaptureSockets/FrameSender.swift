#if Network
  import Capture
  import NIOCore
  import NIOWebSocket
  import Recording

  /// What we send on a connection: each frame is recorded as it goes out.
  final class FrameSender {
    private let connection: UInt32
    private let intake: FrameIntake
    private let clock: SocketClock
    private var hasSentClose = false

    init(connection: UInt32, intake: FrameIntake, clock: SocketClock) {
      self.connection = connection
      self.intake = intake
      self.clock = clock
    }

    func send(_ text: String, _ context: ChannelHandlerContext) {
      send(.text, ByteBuffer(string: text), .textSent, context)
    }

    /// A pong echoes its ping's payload.
    func answer(ping payload: UnsafeRawBufferPointer, _ context: ChannelHandlerContext) {
      send(.pong, ByteBuffer(bytes: payload), .pongSent, context)
    }

    /// Once at most.
    func sendClose(_ code: WebSocketErrorCode, _ context: ChannelHandlerContext) {
      guard !hasSentClose else { return }
      hasSentClose = true
      var payload = context.channel.allocator.buffer(capacity: 2)
      payload.write(webSocketErrorCode: code)
      send(.connectionClose, payload, .closeSent, context)
    }

    private func send(
      _ opcode: WebSocketOpcode, _ payload: ByteBuffer, _ kind: FrameKind,
      _ context: ChannelHandlerContext
    ) {
      let frame = WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(), data: payload)
      context.writeAndFlush(FrameReceiver.wrapOutboundOut(frame), promise: nil)
      payload.withUnsafeReadableBytes {
        intake.append(receivedNs: clock.nowNs(), connection: connection, kind: kind, $0)
      }
      intake.flush()
    }
  }
#endif
