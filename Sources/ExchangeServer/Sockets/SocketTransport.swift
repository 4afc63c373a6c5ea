#if Network
  import Glibc
  import NIOCore
  import NIOPosix
  import NIOSSL

  /// Writes to the clients' sockets, whole batches at a time.
  final class SocketTransport: ExchangeTransport {
    private struct Client {
      var channel: any Channel
      /// Where bytes go in that are frames already.
      var context: ChannelHandlerContext
    }

    private let loop: any EventLoop
    private let allocator = ByteBufferAllocator()
    private var clients: [Int: Client] = [:]
    private var allGone: EventLoopPromise<Void>?

    init(loop: any EventLoop) { self.loop = loop }

    func add(_ number: Int, _ channel: any Channel, _ context: ChannelHandlerContext) {
      clients[number] = Client(channel: channel, context: context)
    }

    func remove(_ number: Int) {
      clients[number] = nil
      if clients.isEmpty { finish() }
    }

    func send(_ wire: [UInt8], to connections: [Int]) {
      // One buffer, shared by all.
      let buffer = NIOAny(allocator.buffer(bytes: wire))
      for number in connections {
        clients[number]?.context.writeAndFlush(buffer, promise: nil)
      }
    }

    /// Our side ends when everything was sent. The client's bytes are still read for a moment, so
    /// that no reset overtakes what the client has not read yet.
    func close(_ number: Int) {
      guard let client = clients[number] else { return }
      let channel = client.channel
      let flushed = loop.makePromise(of: Void.self)
      client.context.writeAndFlush(NIOAny(allocator.buffer(capacity: 0)), promise: flushed)
      flushed.futureResult.whenComplete { _ in channel.close(mode: .output, promise: nil) }
      loop.scheduleTask(in: .milliseconds(500)) { channel.close(promise: nil) }
    }

    func abort(_ number: Int) {
      if let client = clients[number] { Self.reset(client.channel) }
    }

    func bufferedBytes(_ number: Int) -> Int {
      guard let options = clients[number]?.channel.syncOptions else { return 0 }
      return (try? options.getOption(.bufferedWritableBytes)) ?? 0
    }

    /// Ends a connection with a TCP reset, without TLS's farewell.
    static func reset(_ channel: any Channel) {
      if let socket = channel as? any SocketOptionProvider {
        socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenFailure { _ in }
      }
      let pipeline = channel.pipeline.syncOperations
      if let context = try? pipeline.context(handlerType: NIOSSLServerHandler.self) {
        context.close(promise: nil)
      } else {
        channel.close(promise: nil)
      }
    }

    /// Waits until the clients are gone, and ends those that are not.
    func closeAll(withinMs: Int64) -> EventLoopFuture<Void> {
      let promise = loop.makePromise(of: Void.self)
      allGone = promise
      if clients.isEmpty { finish() }
      loop.assumeIsolated().scheduleTask(in: .milliseconds(withinMs)) { [self] in
        for client in clients.values { client.channel.close(promise: nil) }
        finish()
      }
      return promise.futureResult
    }

    private func finish() {
      allGone?.succeed()
      allGone = nil
    }
  }
#endif
