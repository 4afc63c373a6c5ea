#if Network
  import Capture
  import NIOCore
  import NIOHTTP1

  /// Last in the pipeline of a connection for REST: one request after the other. Of the event loop alone.
  final class RestConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let address: WebSocketAddress
    private let isFree: (RestConnection) -> Void
    private var request: RestRequest?
    private var context: ChannelHandlerContext?
    private var isKept = false

    /// - Parameter isFree: called when an answer is whole and the server keeps the connection.
    init(_ first: RestRequest, isFree: @escaping (RestConnection) -> Void) {
      address = first.address
      request = first
      self.isFree = isFree
    }

    var isOpen: Bool { context?.channel.isActive ?? false }

    func isTo(_ other: WebSocketAddress) -> Bool {
      address.host == other.host && address.port == other.port
        && address.isSecure == other.isSecure
    }

    func send(_ request: RestRequest) {
      guard let context else { return request.fail("the connection ended") }
      self.request = request
      request.cancel = { [weak self] in self?.close() }
      context.write(Self.wrapOutboundOut(.head(request.head)), promise: nil)
      context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil)
    }

    func close() { context?.close(promise: nil) }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelActive(context: ChannelHandlerContext) {
      if let request { send(request) }
      context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch Self.unwrapInboundIn(data) {
      case .head(let head):
        isKept = head.isKeepAlive
        request?.take(head)
      case .body(let bytes): request?.take(bytes)
      case .end: end(context)
      }
    }

    private func end(_ context: ChannelHandlerContext) {
      guard let request else { return close() }
      self.request = nil
      request.finish()
      if isKept, context.channel.isActive { isFree(self) } else { close() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      fail(CaptureProblem.text(error))
      context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
      fail("the connection ended before the answer did")
      context.fireChannelInactive()
    }

    private func fail(_ problem: String) {
      request?.fail(problem)
      request = nil
    }
  }
#endif
