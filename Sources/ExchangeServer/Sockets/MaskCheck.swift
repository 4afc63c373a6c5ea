#if Network
  import NIOCore
  import NIOWebSocket

  /// Ends connections whose frames carry no mask: a server must not accept them (RFC 6455, 5.1).
  ///
  /// It sits before frames are put together, since whole messages have no mask any more.
  final class MaskCheck: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias InboundOut = WebSocketFrame

    struct MissingMask: Error {}

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      if unwrapInboundIn(data).maskKey == nil {
        context.fireErrorCaught(MissingMask())
      } else {
        context.fireChannelRead(data)
      }
    }
  }
#endif
