#if Network
  import Capture
  import NIOCore
  import NIOHTTP1
  import Recording

  /// A GET request and its answer, as much of it as has come. Of the event loop alone.
  final class RestRequest {
    let address: WebSocketAddress
    private let headers: [HTTPHeader]
    private let clock: SocketClock
    private let promise: EventLoopPromise<RestResult>
    private var answer: RestResult
    private var deadline: Scheduled<Void>?
    /// Ends the connection that it is sent on.
    var cancel: () -> Void = {}

    /// Room is left for the line before the body.
    private static let bodyBytesMax = RecordingLimits.payloadBytesMax - (1 << 20)

    init(
      _ address: WebSocketAddress, _ headers: [HTTPHeader], loop: any EventLoop, clock: SocketClock
    ) {
      self.address = address
      self.headers = headers
      self.clock = clock
      promise = loop.makePromise(of: RestResult.self)
      answer = RestResult(sentNs: clock.nowNs())
      let bound = NIOLoopBound(self, eventLoop: loop)
      deadline = loop.scheduleTask(in: .nanoseconds(CaptureLimits.requestNsMax)) {
        bound.value.fail("no answer in time")
      }
    }

    var result: EventLoopFuture<RestResult> { promise.futureResult }

    var isOver: Bool { deadline == nil }

    var head: HTTPRequestHead {
      var fields = HTTPHeaders([("Host", address.authority)])
      for header in headers { fields.add(name: header.name, value: header.value) }
      return HTTPRequestHead(
        version: .http1_1, method: .GET, uri: address.target, headers: fields)
    }

    func take(_ head: HTTPResponseHead) {
      answer.head = AnswerHead(head)
      answer.headNs = clock.nowNs()
    }

    func take(_ bytes: ByteBuffer) {
      guard answer.body.count + bytes.readableBytes <= Self.bodyBytesMax else {
        return fail("the body is longer than a record may be")
      }
      answer.body.append(contentsOf: bytes.readableBytesView)
    }

    func finish() { end(problem: nil) }

    /// What came before the failure is kept.
    func fail(_ problem: String) { end(problem: problem) }

    private func end(problem: String?) {
      guard let scheduled = deadline else { return }
      deadline = nil
      scheduled.cancel()
      answer.problem = problem
      answer.endNs = clock.nowNs()
      if problem != nil { cancel() }
      promise.succeed(answer)
    }
  }
#endif
