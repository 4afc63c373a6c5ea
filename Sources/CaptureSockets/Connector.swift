#if Network
  import Capture
  import NIOCore
  import NIOPosix
  import NIOSSL

  /// Opens connections to servers: TCP, through a proxy where there is one, and TLS.
  struct Connector: Sendable {
    let loop: any EventLoop
    let tls: NIOSSLContext
    let proxies: ProxyChoice

    init(_ options: CaptureOptions, loop: any EventLoop) throws {
      self.loop = loop
      proxies = options.proxies
      tls = try NIOSSLContext(configuration: Self.tlsConfiguration(options))
    }

    /// The usual checks of certificates and names; other roots only beside the system's.
    private static func tlsConfiguration(_ options: CaptureOptions) throws -> TLSConfiguration {
      var configuration = TLSConfiguration.makeClientConfiguration()
      // By its default a peer that is gone would hold each end for five seconds: longer than a stop waits.
      configuration.shutdownTimeout = .nanoseconds(CaptureLimits.tlsCloseNsMax)
      if let file = options.certificateFile {
        configuration.additionalTrustRoots = [.certificates(try CertificateFile.read(file))]
      }
      return configuration
    }

    /// - Parameters:
    ///   - prepare: adds the handlers; calls what it is given where TLS is to stand among them.
    ///   - failed: called if a proxy does not connect us.
    func connect(
      _ address: WebSocketAddress,
      prepare: @escaping @Sendable (any Channel, _ secure: () throws -> Void) throws -> Void,
      failed: @escaping @Sendable (ProxyFailure) -> Void
    ) -> EventLoopFuture<any Channel> {
      let proxy = proxies.proxy(
        host: address.host, port: address.port, isSecure: address.isSecure)
      let channel = ClientBootstrap(group: loop)
        .connectTimeout(.nanoseconds(CaptureLimits.connectNsMax))
        .channelOption(.socketOption(.so_keepalive), value: 1)
        .channelOption(.tcpOption(.tcp_nodelay), value: 1)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            if let proxy {
              try pipeline.addHandler(ProxyHandler(proxy, to: address, failed: failed))
            }
            try prepare(channel) {
              if address.isSecure { try pipeline.addHandler(secure(address)) }
            }
          }
        }
        .connect(host: proxy?.host ?? address.host, port: proxy?.port ?? address.port)
      guard let proxy else { return channel }
      return channel.flatMapErrorThrowing {
        throw ProxyFailure(proxy: proxy, reason: CaptureProblem.text($0))
      }
    }

    /// An address is no name: certificates for addresses are checked against the peer's.
    private func secure(_ address: WebSocketAddress) throws -> NIOSSLClientHandler {
      let isAddress = (try? SocketAddress(ipAddress: address.host, port: address.port)) != nil
      return try NIOSSLClientHandler(
        context: tls, serverHostname: isAddress ? nil : address.host)
    }
  }
#endif
