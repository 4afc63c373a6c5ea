#if Network
  import Capture
  import NIOCore
  import NIOHTTP1

  /// GET requests, answers kept raw: no redirects, no decompression. Connections are kept for the next
  /// request to the same server. Of the event loop alone.
  final class RestClient: @unchecked Sendable {
    private let connector: Connector
    private let clock: SocketClock
    private var idle: [RestConnection] = []
    private var underWay: [RestRequest] = []
    private var isShutDown = false

    /// Kept at most: as many as requests are under way at once.
    private static let idleMax = CaptureLimits.requestsUnderWayMax

    init(_ connector: Connector, clock: SocketClock) {
      self.connector = connector
      self.clock = clock
    }

    /// Asks for a URL. The future never fails: what went wrong is in the result.
    func get(url: String, headers: [HTTPHeader]) -> EventLoopFuture<RestResult> {
      var result = RestResult(sentNs: clock.nowNs())
      guard let address = WebSocketAddress(url) else {
        result.problem = "\(Redaction.url(url)) is no address"
        return connector.loop.makeSucceededFuture(result)
      }
      let request = begin(address, headers)
      guard let connection = take(address) else {
        open(request)
        return request.result
      }
      connection.send(request)
      // A server may end a connection at the very moment at which it is used again.
      return request.result.flatMap { [self] result in
        guard result.problem != nil, result.head.status == 0 else {
          return connector.loop.makeSucceededFuture(result)
        }
        let again = begin(address, headers)
        open(again)
        return again.result
      }
    }

    /// What is under way fails.
    func shutdown() {
      isShutDown = true
      for connection in idle { connection.close() }
      idle = []
      for request in underWay { request.fail("the recorder stopped") }
    }

    private func begin(_ address: WebSocketAddress, _ headers: [HTTPHeader]) -> RestRequest {
      underWay.removeAll(where: \.isOver)
      let request = RestRequest(address, headers, loop: connector.loop, clock: clock)
      if isShutDown { request.fail("the recorder stopped") }
      underWay.append(request)
      return request
    }

    private func take(_ address: WebSocketAddress) -> RestConnection? {
      idle.removeAll { !$0.isOpen }
      guard let index = idle.firstIndex(where: { $0.isTo(address) }) else { return nil }
      return idle.remove(at: index)
    }

    private func keep(_ connection: RestConnection) {
      guard !isShutDown, idle.count < Self.idleMax else { return connection.close() }
      idle.append(connection)
    }

    private func open(_ request: RestRequest) {
      guard !request.isOver else { return }
      let bound = NIOLoopBound(request, eventLoop: connector.loop)
      let channel = connector.connect(request.address) { channel, secure in
        try secure()
        try channel.pipeline.syncOperations.addHTTPClientHandlers()
        try channel.pipeline.syncOperations.addHandler(
          RestConnection(bound.value) { self.keep($0) })
      } failed: { failure in
        bound.value.fail(failure.description)
      }
      channel.whenFailure { bound.value.fail(CaptureProblem.text($0)) }
    }
  }
#endif
