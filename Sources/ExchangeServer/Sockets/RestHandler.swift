#if Network
  import Binance
  import NIOCore
  import NIOHTTP1
  import NIOWebSocket

  /// Answers HTTP requests, one after the other, and ends connections that keep it waiting.
  final class RestHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let server: SocketServer
    private var head: HTTPRequestHead?
    private var bodyBytes = 0
    private var deadline: Scheduled<Void>?
    /// Set while this handler is in it.
    var pipeline: HandshakePipeline?
    /// Why the websocket handshake that follows is refused.
    var refusal: RestAnswer?

    private static let bodyBytesMax = 64 << 10

    init(_ server: SocketServer) { self.server = server }

    func channelActive(context: ChannelHandlerContext) {
      wait(server.options.requestWithinMs, context)
      context.fireChannelActive()
    }

    func handlerAdded(context: ChannelHandlerContext) {
      if context.channel.isActive { wait(server.options.requestWithinMs, context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
      deadline?.cancel()
      pipeline = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
      deadline?.cancel()
      context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      // A handshake that cannot be is answered like any request, which still comes.
      if error is NIOWebSocketUpgradeError || error is HTTPServerUpgradeErrors { return }
      context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch unwrapInboundIn(data) {
      case .head(let head):
        self.head = head
        bodyBytes = 0
        wait(server.options.requestWithinMs, context)
      case .body(let buffer):
        bodyBytes += buffer.readableBytes
        if bodyBytes > Self.bodyBytesMax { context.close(promise: nil) }
      case .end:
        guard let head else { return }
        self.head = nil
        wait(server.options.idleMs, context)
        // NIO parses nothing behind a handshake, refused or not: a client would wait for ever.
        let isKept = head.isKeepAlive && !head.headers.contains(name: "Upgrade")
        if isKept { try? pipeline?.expectHandshake(context.channel) }
        respond(answer(head, context), isKept: isKept, isHead: head.method == .HEAD, context)
      }
    }

    /// Ends the connection unless something happens in time.
    private func wait(_ ms: Int64, _ context: ChannelHandlerContext) {
      deadline?.cancel()
      let channel = context.channel
      deadline = context.eventLoop.scheduleTask(in: .milliseconds(ms)) {
        SocketTransport.reset(channel)
      }
    }

    private func answer(
      _ head: HTTPRequestHead, _ context: ChannelHandlerContext
    ) -> RestAnswer {
      if let refusal {
        self.refusal = nil
        return refusal
      }
      if ExchangeCore.isControl(head.uri), server.options.hasControl {
        return server.core.control(
          method: head.method.rawValue, target: head.uri, by: server.visitor(head),
          nowNs: server.nowNs)
      }
      if head.headers.contains(name: "Upgrade") {
        return RestAnswer(RestError(.missingParameter, "This is no websocket handshake."))
      }
      return server.core.answer(
        method: head.method.rawValue, target: head.uri,
        address: context.channel.remoteAddress?.ipAddress ?? "", nowNs: server.nowNs)
    }

    private func respond(
      _ answer: RestAnswer, isKept: Bool, isHead: Bool, _ context: ChannelHandlerContext
    ) {
      var head = HTTPResponseHead(
        version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status))
      for header in answer.headers { head.headers.add(name: header.name, value: header.value) }
      head.headers.add(name: "Content-Length", value: String(answer.body.count))
      head.headers.add(name: "Connection", value: isKept ? "keep-alive" : "close")
      context.write(wrapOutboundOut(.head(head)), promise: nil)
      let body = isHead ? [] : answer.body[...]
      if answer.pieceBytes > 0 {
        trickle(body, answer, isKept: isKept, context)
      } else {
        write(body, context)
        end(isKept: isKept, context)
      }
    }

    private func write(_ body: ArraySlice<UInt8>, _ context: ChannelHandlerContext) {
      if body.isEmpty { return }
      let buffer = context.channel.allocator.buffer(bytes: body)
      context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
    }

    private func end(isKept: Bool, _ context: ChannelHandlerContext) {
      let loopBound = NIOLoopBound(context, eventLoop: context.eventLoop)
      context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
        if !isKept { loopBound.value.close(promise: nil) }
      }
    }

    /// A slow body: piece by piece.
    private func trickle(
      _ body: ArraySlice<UInt8>, _ answer: RestAnswer, isKept: Bool,
      _ context: ChannelHandlerContext
    ) {
      guard context.channel.isActive else { return }
      write(body.prefix(answer.pieceBytes), context)
      let rest = body.dropFirst(answer.pieceBytes)
      if rest.isEmpty { return end(isKept: isKept, context) }
      context.flush()
      context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(answer.pieceEveryMs)) {
        self.trickle(rest, answer, isKept: isKept, context)
      }
    }
  }
#endif
