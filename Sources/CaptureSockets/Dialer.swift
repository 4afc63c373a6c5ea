#if Network
  import Capture
  import NIOCore
  import NIOHTTP1
  import NIOWebSocket
  import Recording

  /// Why an attempt to connect brought no websocket.
  struct DialRefusal: Sendable {
    let reason: String
    /// The server's answer, if there was one.
    var head: AnswerHead?
  }

  /// Opens websocket connections.
  struct Dialer: Sendable {
    let connector: Connector
    let clock: SocketClock

    /// - Returns: the channel, there as soon as TCP is, to be closed if the attempt is given up; and how
    ///   the attempt ends: nil if the connection is open.
    func dial(
      _ connection: UInt32, _ address: WebSocketAddress, for session: CaptureSession
    ) -> (channel: EventLoopFuture<any Channel>, refusal: EventLoopFuture<DialRefusal?>) {
      let upgraded = connector.loop.makePromise(of: Upgrade.self)
      let channel = connector.connect(address) { channel, secure in
        let arrival = ArrivalHandler(clock: clock)
        try channel.pipeline.syncOperations.addHandler(arrival)
        try secure()
        let receiver = FrameReceiver(connection: connection, arrival: arrival, session: session)
        try upgrade(channel, address, receiver).cascade(to: upgraded)
      } failed: {
        upgraded.fail($0)
      }
      channel.whenFailure { upgraded.fail($0) }
      channel.whenSuccess { channel in
        // A connection that ends before the upgrade fails the promise by itself in most cases.
        channel.closeFuture.whenComplete { _ in upgraded.fail(ChannelError.eof) }
      }
      let refusal = upgraded.futureResult.flatMap { upgrade in
        switch upgrade {
        case .open: connector.loop.makeSucceededFuture(DialRefusal?.none)
        case .refused(let head): head.map { DialRefusal(answer: $0) }
        }
      }
      return (channel, refusal.recover { DialRefusal(reason: CaptureProblem.text($0)) })
    }

    private func upgrade(
      _ channel: any Channel, _ address: WebSocketAddress, _ receiver: FrameReceiver
    ) throws -> EventLoopFuture<Upgrade> {
      let bound = NIOLoopBound(receiver, eventLoop: connector.loop)
      let upgrader = NIOTypedWebSocketClientUpgrader<Upgrade>(
        maxFrameSize: RecordingLimits.payloadBytesMax, enableAutomaticErrorHandling: false
      ) { channel, head in
        channel.eventLoop.makeCompletedFuture {
          try bound.value.open(channel, AnswerHead(head))
          return .open
        }
      }
      var configuration = NIOUpgradableHTTPClientPipelineConfiguration(
        upgradeConfiguration: NIOTypedHTTPClientUpgradeConfiguration(
          upgradeRequestHead: head(address), upgraders: [upgrader],
          notUpgradingCompletionHandler: refusal))
      // The first frames may come in one read with the answer to the upgrade.
      configuration.leftOverBytesStrategy = .forwardBytes
      return try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(
        configuration: configuration)
    }

    private func head(_ address: WebSocketAddress) -> HTTPRequestHead {
      let headers: HTTPHeaders = [
        "Host": address.authority, "User-Agent": CaptureOptions.userAgent,
      ]
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
  }

  extension DialRefusal {
    /// The server answered with something else than a websocket.
    fileprivate init(answer head: HTTPResponseHead?) {
      let text = head.map { "HTTP \($0.status.code) \($0.status.reasonPhrase)" }
      self.init(
        reason: text ?? "the connection ended before an answer", head: head.map { AnswerHead($0) })
    }
  }

  extension AnswerHead {
    init(_ head: HTTPResponseHead) {
      self.init(
        status: Int(head.status.code), headers: head.headers.map { HTTPHeader($0.name, $0.value) })
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
