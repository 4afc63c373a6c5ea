#if Network
  import NIOCore
  import NIOPosix
  import NIOSSL
  import Synchronization

  /// An exchange that listens on this machine: a market source behind Binance's REST and websocket
  /// interface.
  ///
  ///     let exchange = try LocalExchange(options, source: GeneratedExchange([…]))
  ///     let port = try exchange.start()
  ///     …
  ///     exchange.stop()
  ///
  /// Everything runs on one thread of its own, the market too.
  package final class LocalExchange: Sendable {
    package let options: ServerOptions
    private let makeSource: @Sendable () throws -> any MarketSource
    private let running = Mutex<Running?>(nil)

    private struct Running {
      var group: MultiThreadedEventLoopGroup
      var server: NIOLoopBound<SocketServer>
      var listener: any Channel
      var port: Int
    }

    package convenience init(_ options: ServerOptions, source: some MarketSource & Sendable) {
      self.init(options) { source }
    }

    /// - Parameter makeSource: is called on the server's thread, which alone uses the source.
    package init(
      _ options: ServerOptions, makeSource: @escaping @Sendable () throws -> any MarketSource
    ) {
      self.options = options
      self.makeSource = makeSource
    }

    /// Begins to listen; the market's time begins to pass.
    /// - Returns: the port.
    /// - Throws: `ServerError` if the address cannot be had or the certificate not be read.
    @discardableResult
    package func start() throws -> Int {
      let tls = try options.tlsContext()
      let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
      let loop = group.next()
      let (options, makeSource) = (options, makeSource)
      do {
        let server = try loop.submit {
          NIOLoopBound(
            SocketServer(options, source: try makeSource(), tls: tls, loop: loop), eventLoop: loop)
        }.wait()
        let listener = try SocketServer.listen(server, options, group: group)
        guard let port = listener.localAddress?.port else {
          throw ServerError(message: "\(options.host) is no address with a port")
        }
        running.withLock {
          $0 = Running(group: group, server: server, listener: listener, port: port)
        }
        return port
      } catch {
        try? group.syncShutdownGracefully()
        if error is ServerError { throw error }
        throw ServerError(
          message: "cannot listen on \(options.host):\(options.port): \(error); choose another "
            + "--port, or 0 for any that is free")
      }
    }

    /// The port it listens on, once it has started.
    package var port: Int? { running.withLock { $0?.port } }

    /// Where REST is: `http://127.0.0.1:8080`. Websockets are at the same port.
    package var url: String? {
      port.map { "\(options.certificateFile == nil ? "http" : "https")://\(options.urlHost):\($0)" }
    }

    /// Says goodbye to all clients and stops listening; returns within about a second.
    package func stop() {
      guard let running = running.withLock({ running in running.take() }) else { return }
      try? running.listener.close().wait()
      let closed = running.server.eventLoopFlatSubmit { $0.shutDown() }
      try? closed.wait()
      try? running.group.syncShutdownGracefully()
    }

    /// What it has done so far; nil when it does not run.
    package func statistics() -> ServerStatistics? {
      guard let running = running.withLock({ $0 }) else { return nil }
      return try? running.server.eventLoopFlatSubmit { server in
        server.loop.makeSucceededFuture(server.statistics())
      }.wait()
    }
  }

  extension NIOLoopBound where Value: AnyObject {
    /// Runs a closure with the value where it lives.
    func eventLoopFlatSubmit<Result: Sendable>(
      _ body: @escaping @Sendable (Value) -> EventLoopFuture<Result>
    ) -> EventLoopFuture<Result> {
      eventLoop.flatSubmit { body(self.value) }
    }
  }
#endif
