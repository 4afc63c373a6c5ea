#if Network
  import Capture
  import NIOCore

  /// Why a proxy did not connect us.
  struct ProxyFailure: Error, CustomStringConvertible {
    let proxy: ProxyAddress
    let reason: String

    var description: String { "the proxy \(proxy.text): \(reason)" }
  }

  /// First in the pipeline of a connection through a proxy: those behind it see a connection that becomes
  /// active when the proxy has connected us to the server.
  final class ProxyHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let proxy: ProxyAddress
    private var handshake: ProxyHandshake
    private let failed: (ProxyFailure) -> Void
    private var isConnected = false

    /// - Parameter failed: called once, and the connection ends.
    init(
      _ proxy: ProxyAddress, to address: WebSocketAddress, failed: @escaping (ProxyFailure) -> Void
    ) {
      self.proxy = proxy
      handshake = ProxyHandshake(proxy, host: address.host, port: address.port)
      self.failed = failed
    }

    func channelActive(context: ChannelHandlerContext) {
      send(handshake.greeting, context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      guard !isConnected else { return context.fireChannelRead(data) }
      switch handshake.read(Array(Self.unwrapInboundIn(data).readableBytesView)) {
      case .waiting: break
      case .send(let bytes): send(bytes, context)
      case .failed(let reason): fail(reason, context)
      case .connected(let rest):
        isConnected = true
        context.fireChannelActive()
        if !rest.isEmpty { context.fireChannelRead(Self.wrapInboundOut(ByteBuffer(bytes: rest))) }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
      }
    }

    func channelInactive(context: ChannelHandlerContext) {
      if !isConnected { failed(ProxyFailure(proxy: proxy, reason: "it ended the connection")) }
      context.fireChannelInactive()
    }

    private func fail(_ reason: String, _ context: ChannelHandlerContext) {
      failed(ProxyFailure(proxy: proxy, reason: reason))
      context.close(promise: nil)
    }

    private func send(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
      context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }
  }
#endif
