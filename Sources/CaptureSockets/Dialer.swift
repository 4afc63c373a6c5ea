#if Network
  import Capture
  import NIOCore
  import NIOHTTP1
  import NIOPosix
  import NIOSSL
  import NIOWebSocket
  import Recording

  /// How an attempt to connect ended.
  enum DialResult: Sendable {
    case open
    /// The server answered with something else than a websocket.
    case refused(HTTPResponseHead?)
  }

  /// Opens websocket connections: TCP, TLS, upgrade.
  struct Dialer: Sendable {
    let loop: any EventLoop
    let tls: NIOSSLContext?
    let intake: FrameIntake
    let clock: SocketClock
    let owner: CaptureSession

    static let userAgent = "tapedeck/0.1"

    /// - Returns: the channel, there as soon as TCP is, to be closed if the attempt is given up; and how
    ///   the attempt ends.
    func dial(
      _ connection: UInt32, _ address: WebSocketAddress
    ) -> (channel: EventLoopFuture<any Channel>, result: EventLoopFuture<DialResult>) {
      let upgraded = loop.makePromise(of: Upgrade.self)
      let channel = ClientBootstrap(group: loop)
        .connectTimeout(.nanoseconds(CaptureLimits.connectNsMax))
        .channelOption(.socketOption(.so_keepalive), value: 1)
        .channelOption(.tcpOption(.tcp_nodelay), value: 1)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try prepare(channel, connection, address).cascade(to: upgraded)
          }
        }
        .connect(host: address.host, port: address.port)
      channel.whenFailure { upgraded.fail($0) }
      channel.whenSuccess { channel in
        // A connection that ends before the upgrade fails the promise by itself in most cases.
        channel.closeFuture.whenComplete { _ in upgraded.fail(ChannelError.eof) }
      }
      let result = upgraded.futureResult.flatMap { upgrade in
        switch upgrade {
        case .open: self.loop.makeSucceededFuture(DialResult.open)
        case .refused(let head): head.map { .refused($0) }
        }
      }
      return (channel, result)
    }

    private func prepare(
      _ channel: any Channel, _ connection: UInt32, _ address: WebSocketAddress
    ) throws -> EventLoopFuture<Upgrade> {
      let pipeline = channel.pipeline.syncOperations
      let arrival = ArrivalHandler(clock: clock)
      try pipeline.addHandler(arrival)
      if address.isSecure, let tls { try pipeline.addHandler(secure(tls, address)) }
      let receiver = FrameReceiver(
        connection: connection, intake: intake, arrival: arrival, clock: clock,
        pacer: owner.pacer, owner: owner)
      let bound = NIOLoopBound(receiver, eventLoop: loop)
      let upgrader = NIOTypedWebSocketClientUpgrader<Upgrade>(
        maxFrameSize: RecordingLimits.payloadBytesMax, enableAutomaticErrorHandling: false
      ) { channel, head in
        channel.eventLoop.makeCompletedFuture {
          try owner.recordOpened(connection, head, bound.value)
          // Ahead of the library's decoder, which sees nothing then.
          let pipeline = channel.pipeline.syncOperations
          let decoder = try pipeline.handler(type: ByteToMessageHandler<WebSocketFrameDecoder>.self)
          try pipeline.addHandler(bound.value, position: .before(decoder))
          return .open
        }
      }
      var configuration = NIOUpgradableHTTPClientPipelineConfiguration(
        upgradeConfiguration: NIOTypedHTTPClientUpgradeConfiguration(
          upgradeRequestHead: head(address), upgraders: [upgrader],
          notUpgradingCompletionHandler: refusal))
      // The first frames may come in one read with the answer to the upgrade.
      configuration.leftOverBytesStrategy = .forwardBytes
      return try pipeline.configureUpgradableHTTPClientPipeline(configuration: configuration)
    }

    private func head(_ address: WebSocketAddress) -> HTTPRequestHead {
      let headers: HTTPHeaders = ["Host": address.authority, "User-Agent": Dialer.userAgent]
      return HTTPRequestHead(
        version: .http1_1, method: .GET, uri: address.target, headers: headers)
    }

    private func refusal(_ channel: any Channel) -> EventLoopFuture<Upgrade> {
      // The answer is handed on only after this has returned.
      channel.eventLoop.makeCompletedFuture {
        let head = channel.eventLoop.makePromise(of: HTTPResponseHead?.self)
        try channel.pipeline.syncOperations.addHandler(RefusalHandler(head))
        return .refused(head.futureResult)
      }
    }

    /// An address is no name: certificates for addresses are checked against the peer's.
    private func secure(
      _ context: NIOSSLContext, _ address: WebSocketAddress
    ) throws -> NIOSSLClientHandler {
      let isAddress = (try? SocketAddress(ipAddress: address.host, port: address.port)) != nil
      return try NIOSSLClientHandler(
        context: context, serverHostname: isAddress ? nil : address.host)
    }
  }

  /// What the upgrade came to; an answer that is none is yet to be read.
  private enum Upgrade: Sendable {
    case open
    case refused(EventLoopFuture<HTTPResponseHead?>)
  }

  /// Reads the head of an answer that is no upgrade, and ends the connection.
  private final class RefusalHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private let head: EventLoopPromise<HTTPResponseHead?>

    init(_ head: EventLoopPromise<HTTPResponseHead?>) { self.head = head }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      if case .head(let head) = Self.unwrapInboundIn(data) { self.head.succeed(head) }
      context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
      head.succeed(nil)
      context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      head.fail(error)
      context.close(promise: nil)
    }
  }
#endif
