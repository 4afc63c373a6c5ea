#if Network
  import Glibc
  import NIOCore
  import NIOHTTP1
  import NIOPosix
  import NIOSSL
  import NIOWebSocket

  /// The exchange with its sockets, all on one event loop: the only thread that touches any of it.
  final class SocketServer {
    let options: ServerOptions
    let core: ExchangeCore
    let transport: SocketTransport
    let loop: any EventLoop
    private let tls: NIOSSLContext?
    private let epochNs: Int64
    private let startedUptimeNs: Int64
    private var isStopping = false
    var socketCount = 0

    init(
      _ options: ServerOptions, source: any MarketSource, tls: NIOSSLContext?, loop: any EventLoop
    ) {
      self.options = options
      self.tls = tls
      self.loop = loop
      var now = timespec()
      clock_gettime(CLOCK_REALTIME, &now)
      epochNs = Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
      startedUptimeNs = Int64(NIODeadline.now().uptimeNanoseconds)
      core = ExchangeCore(
        options.exchange, source: source, startedNs: epochNs, truth: options.truth,
        report: options.report)
      transport = SocketTransport(loop: loop)
      core.attach(transport)
      scheduleTick(afterNs: 0)
    }

    /// Wall time at the start plus monotonic time since: never goes back.
    var nowNs: Int64 { epochNs + Int64(NIODeadline.now().uptimeNanoseconds) - startedUptimeNs }

    private func scheduleTick(afterNs: Int64) {
      loop.assumeIsolated().scheduleTask(in: .nanoseconds(afterNs)) { [weak self] in
        guard let self, !isStopping else { return }
        scheduleTick(afterNs: core.tick(nowNs: nowNs))
      }
    }

    func statistics() -> ServerStatistics {
      ServerStatistics(
        connections: core.connectionCount, frames: core.sentFrames, faults: core.firedFaults,
        headUs: core.headUs)
    }

    /// Says goodbye; done when all clients are gone, or soon.
    func shutDown() -> EventLoopFuture<Void> {
      isStopping = true
      core.shutDown(nowNs: nowNs)
      return transport.closeAll(withinMs: 700)
    }

    static func listen(
      _ server: NIOLoopBound<SocketServer>, _ options: ServerOptions, group: any EventLoopGroup
    ) throws -> any Channel {
      try ServerBootstrap(group: group)
        .serverChannelOption(.backlog, value: 512)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        // The kernel would let each client that does not read hold megabytes.
        .childChannelOption(.socketOption(.so_sndbuf), value: 256 << 10)
        .childChannelOption(.maxMessagesPerRead, value: 4)
        .childChannelInitializer { channel in
          channel.eventLoop.makeCompletedFuture { try server.value.welcome(channel) }
        }
        .bind(host: options.host, port: options.port).wait()
    }

    /// Fills the pipeline of a new connection, or ends it.
    private func welcome(_ channel: any Channel) throws {
      let welcome = core.welcome(nowNs: nowNs)
      guard welcome == .accepted, socketCount < options.socketsMax else {
        return try refuse(channel, isTLSFailure: welcome == .tlsFailure && tls != nil)
      }
      socketCount += 1
      let server = NIOLoopBound(self, eventLoop: loop)
      channel.closeFuture.whenComplete { _ in server.value.socketCount -= 1 }
      let pipeline = channel.pipeline.syncOperations
      if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
      try HandshakePipeline(self).add(to: channel)
    }

    /// Whether a websocket handshake may go on.
    func knock(_ head: HTTPRequestHead, address: String) -> RestAnswer? {
      if ExchangeCore.isControl(head.uri) {
        guard options.hasControl else { return RestAnswer(.notFound) }
        if let refusal = visitor(head).refusal { return RestAnswer(refusal) }
      }
      return core.knock(target: head.uri, address: address, nowNs: nowNs)
    }

    /// Who makes a request.
    func visitor(_ head: HTTPRequestHead) -> ControlGuard {
      ControlGuard(
        hosts: head.headers["Host"], origin: head.headers.first(name: "Origin"),
        site: head.headers.first(name: "Sec-Fetch-Site"), listensOn: options.host)
    }

    private func refuse(_ channel: any Channel, isTLSFailure: Bool) throws {
      try channel.pipeline.syncOperations.addHandler(RefusingHandler(isTLSFailure: isTLSFailure))
    }
  }
#endif
