#if Network
  import Capture
  import AsyncHTTPClient
  import Dispatch
  import NIOCore
  import NIOHTTP1
  import NIOSSL
  import Recording

  /// GET requests over async-http-client, answers kept raw: no redirects, no decompression.
  struct RestClient: Sendable {
    private let client: HTTPClient
    private let loop: any EventLoop
    private let clock: SocketClock

    init(loop: any EventLoop, clock: SocketClock, tls: TLSConfiguration) {
      self.loop = loop
      self.clock = clock
      var configuration = HTTPClient.Configuration(
        tlsConfiguration: tls, redirectConfiguration: .disallow,
        timeout: .init(connect: .nanoseconds(CaptureLimits.connectNsMax)),
        decompression: .disabled)
      configuration.httpVersion = .http1Only
      client = HTTPClient(eventLoopGroupProvider: .shared(loop), configuration: configuration)
    }

    func get(url: String, headers: [HTTPHeader]) -> EventLoopFuture<RestResult> {
      let collector = RestCollector(clock: clock)
      do {
        let request = try HTTPClient.Request(
          url: url, headers: HTTPHeaders(headers.map { ($0.name, $0.value) }))
        return client.execute(
          request: request, delegate: collector, eventLoop: .delegateAndChannel(on: loop),
          deadline: .now() + .nanoseconds(CaptureLimits.requestNsMax)
        ).futureResult.hop(to: loop).flatMapErrorThrowing { collector.failed($0) }
      } catch {
        return loop.makeSucceededFuture(collector.failed(error))
      }
    }

    func shutdown() -> EventLoopFuture<Void> {
      let promise = loop.makePromise(of: Void.self)
      client.shutdown(queue: .global()) { error in
        if let error { promise.fail(error) } else { promise.succeed() }
      }
      return promise.futureResult
    }
  }

  /// Collects an answer; what came before a failure is kept. Touched on one event loop alone.
  private final class RestCollector: HTTPClientResponseDelegate, @unchecked Sendable {
    typealias Response = RestResult

    private let clock: SocketClock
    private var result: RestResult

    init(clock: SocketClock) {
      self.clock = clock
      result = RestResult(sentNs: clock.nowNs())
    }

    /// What came before the failure.
    func failed(_ error: any Error) -> RestResult {
      result.endNs = clock.nowNs()
      result.problem = CaptureProblem.text(error)
      return result
    }

    func didReceiveHead(
      task: HTTPClient.Task<RestResult>, _ head: HTTPResponseHead
    ) -> EventLoopFuture<Void> {
      result.head = AnswerHead(head)
      result.headNs = clock.nowNs()
      return task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(
      task: HTTPClient.Task<RestResult>, _ buffer: ByteBuffer
    ) -> EventLoopFuture<Void> {
      guard result.body.count + buffer.readableBytes <= RestCollector.bodyBytesMax else {
        return task.eventLoop.makeFailedFuture(RestTooLarge())
      }
      result.body.append(contentsOf: buffer.readableBytesView)
      return task.eventLoop.makeSucceededVoidFuture()
    }

    func didFinishRequest(task: HTTPClient.Task<RestResult>) throws -> RestResult {
      result.endNs = clock.nowNs()
      return result
    }

    func didReceiveError(task: HTTPClient.Task<RestResult>, _ error: any Error) {}

    /// Room is left for the line before the body.
    private static let bodyBytesMax = RecordingLimits.payloadBytesMax - (1 << 20)
  }

  private struct RestTooLarge: Error, CustomStringConvertible {
    var description: String { "the body is longer than a record may be" }
  }
#endif
