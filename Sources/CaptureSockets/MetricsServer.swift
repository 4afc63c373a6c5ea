#if Network
  import Capture
  import NIOCore
  import NIOHTTP1
  import NIOPosix
  import Synchronization

  /// Serves one text to Prometheus, on 127.0.0.1 alone and on a thread of its own.
  package final class MetricsServer: Sendable {
    private let group: MultiThreadedEventLoopGroup
    private let channel: any Channel
    private let text: Page
    /// Where it listens.
    package let port: Int

    /// - Parameter port: 0 takes a free one.
    package init(port: Int) throws {
      let text = Page()
      self.text = text
      group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
      channel = try ServerBootstrap(group: group)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.configureHTTPServerPipeline()
            try pipeline.addHandler(MetricsHandler(text))
          }
        }
        .bind(host: "127.0.0.1", port: port).wait()
      self.port = channel.localAddress?.port ?? port
    }

    /// Sets what is served from now on.
    package func publish(_ text: String) { self.text.bytes.withLock { $0 = Array(text.utf8) } }

    package func stop() {
      try? channel.close().wait()
      try? group.syncShutdownGracefully()
    }
  }

  private final class Page: Sendable {
    let bytes = Mutex<[UInt8]>([])
  }

  private final class MetricsHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let page: Page
    private var isFound = false

    init(_ page: Page) { self.page = page }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch Self.unwrapInboundIn(data) {
      case .head(let head): isFound = head.method == .GET && head.uri == "/metrics"
      case .body: break
      case .end: answer(context)
      }
    }

    private func answer(_ context: ChannelHandlerContext) {
      let body = isFound ? page.bytes.withLock { $0 } : Array("see /metrics\n".utf8)
      let head = HTTPResponseHead(
        version: .http1_1, status: isFound ? .ok : .notFound,
        headers: [
          "Content-Type": "text/plain; version=0.0.4; charset=utf-8",
          "Content-Length": String(body.count), "Connection": "close",
        ])
      context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
      context.write(Self.wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
      let channel = context.channel
      context.writeAndFlush(Self.wrapOutboundOut(.end(nil))).whenComplete { _ in
        channel.close(promise: nil)
      }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      context.close(promise: nil)
    }
  }
#endif
