#if Network
  import NIOCore

  /// Ends a connection that nobody wants: with a reset, or with a TLS alert.
  final class RefusingHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let isTLSFailure: Bool

    init(isTLSFailure: Bool) { self.isTLSFailure = isTLSFailure }

    /// Fatal alert 40, `handshake_failure` (RFC 8446, 6).
    private static let alert: [UInt8] = [21, 3, 3, 0, 2, 2, 40]

    func channelActive(context: ChannelHandlerContext) {
      guard isTLSFailure else { return SocketTransport.reset(context.channel) }
      let buffer = context.channel.allocator.buffer(bytes: Self.alert)
      context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
      context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}
  }
#endif
