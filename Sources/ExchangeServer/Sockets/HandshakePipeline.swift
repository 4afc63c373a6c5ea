#if Network
  import NIOCore
  import NIOHTTP1
  import NIOWebSocket

  /// The handlers of a connection that speaks HTTP, and may become a websocket with any request.
  ///
  /// NIO's upgrade handler looks at a connection's first request alone. Clients that keep connections
  /// (aiohttp, and ccxt with it) shake hands on one that has carried requests: so it is put in anew
  /// behind each of them.
  final class HandshakePipeline {
    private let server: SocketServer
    private let encoder = HTTPResponseEncoder()
    private let others: [any RemovableChannelHandler]
    private let rest: RestHandler

    init(_ server: SocketServer) {
      self.server = server
      rest = RestHandler(server)
      others = [
        ByteToMessageHandler(
          HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: Self.limits)),
        HTTPServerPipelineHandler(), NIOHTTPResponseHeadersValidator(),
        HTTPServerProtocolErrorHandler(),
      ]
    }

    func add(to channel: any Channel) throws {
      let pipeline = channel.pipeline.syncOperations
      try pipeline.addHandlers([encoder] + others + [rest])
      rest.pipeline = self
      try expectHandshake(channel)
    }

    /// The next request may be a handshake.
    func expectHandshake(_ channel: any Channel) throws {
      let rest = NIOLoopBound(rest, eventLoop: server.loop)
      try channel.pipeline.syncOperations.addHandler(
        HTTPServerUpgradeHandler(
          upgraders: [upgrader], httpEncoder: encoder, extraHTTPHandlers: others,
          upgradeCompletionHandler: { context in
            context.pipeline.syncOperations.removeHandler(rest.value, promise: nil)
          }), position: .before(self.rest))
    }

    private static let limits: NIOHTTPDecoderLimitConfiguration = {
      var limits = NIOHTTPDecoderLimitConfiguration()
      limits.maxHeaderFieldSize = 16 << 10
      limits.maxHeaderListSize = ServerOptions.headerBytesMax
      limits.maxHeaderFieldCount = ServerOptions.headersMax
      return limits
    }()

    /// Lets `/ws` and `/stream` become websockets; refusals are left to the REST handler.
    private var upgrader: NIOWebSocketServerUpgrader {
      let server = NIOLoopBound(server, eventLoop: server.loop)
      let rest = NIOLoopBound(rest, eventLoop: server.value.loop)
      return NIOWebSocketServerUpgrader(
        maxFrameSize: ServerOptions.messageBytesMax, automaticErrorHandling: false,
        shouldUpgrade: { channel, head in
          let refusal = server.value.knock(head, address: channel.remoteAddress?.ipAddress ?? "")
          rest.value.refusal = refusal
          return channel.eventLoop.makeSucceededFuture(refusal == nil ? HTTPHeaders() : nil)
        },
        upgradePipelineHandler: { channel, head in
          channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(MaskCheck())
            try pipeline.addHandler(
              NIOWebSocketFrameAggregator(
                minNonFinalFragmentSize: 0,
                maxAccumulatedFrameCount: ServerOptions.fragmentsMax,
                maxAccumulatedFrameSize: ServerOptions.messageBytesMax))
            try pipeline.addHandler(StreamHandler(server.value, target: head.uri))
          }
        })
    }
  }
#endif
