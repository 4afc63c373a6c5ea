#if Network
  import NIOCore
  import NIOWebSocket

  /// One websocket client: its frames go to the exchange.
  final class StreamHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame

    private let server: SocketServer
    private let target: String
    private var number: Int?

    init(_ server: SocketServer, target: String) {
      self.server = server
      self.target = target
    }

    func handlerAdded(context: ChannelHandlerContext) {
      // The exchange writes frames itself: its bytes enter where the encoder's leave.
      guard
        let encoder = try? context.pipeline.syncOperations.context(
          handlerType: WebSocketFrameEncoder.self),
        let number = server.core.opened(target: target, nowNs: server.nowNs)
      else { return context.close(promise: nil) }
      self.number = number
      server.transport.add(number, context.channel, encoder)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      guard let number else { return }
      let frame = unwrapInboundIn(data)
      let payload = Array(frame.unmaskedData.readableBytesView)
      let message: ExchangeCore.Message
      switch frame.opcode {
      case .text: message = .text(payload)
      case .binary: message = .binary
      case .ping: message = .ping(payload)
      case .pong: message = .pong(payload)
      case .connectionClose: message = .close(payload)
      default: return violated(1002, "unexpected frame")
      }
      server.core.received(message, from: number, nowNs: server.nowNs)
    }

    func channelInactive(context: ChannelHandlerContext) {
      gone("client")
      context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { gone("closed") }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      switch error {
      case NIOWebSocketError.invalidFrameLength,
        NIOWebSocketFrameAggregator.Error.tooManyFragments,
        NIOWebSocketFrameAggregator.Error.accumulatedFrameSizeIsTooLarge:
        violated(1009, "message too long")
      case is MaskCheck.MissingMask: violated(1002, "frame without a mask")
      case is NIOWebSocketError, is NIOWebSocketFrameAggregator.Error:
        violated(1002, "protocol error")
      default:
        gone("\(error)")
        context.close(promise: nil)
      }
    }

    private func violated(_ code: UInt16, _ reason: String) {
      guard let number else { return }
      server.core.violated(number, code: code, reason: reason, nowNs: server.nowNs)
    }

    private func gone(_ reason: String) {
      guard let number else { return }
      self.number = nil
      server.transport.remove(number)
      server.core.closed(number, reason: reason, nowNs: server.nowNs)
    }
  }
#endif
