import Capture
import ExchangeServer
import Recording

/// A REST request under way.
struct SoakRequest {
  let request: MarketRequest
  let result: RestResult
  /// When its answer arrives.
  let atNs: Int64

  init(_ request: MarketRequest, _ core: ExchangeCore, nowNs: Int64) {
    self.request = request
    var result = RestResult(sentNs: nowNs)
    guard core.welcome(nowNs: nowNs) == .accepted else {
      result.problem = "refused"
      self.result = result
      atNs = nowNs + SoakRun.stepNs
      return
    }
    let answer = core.answer(
      method: "GET", target: request.target, address: "127.0.0.1", nowNs: nowNs)
    let pieces = answer.pieceBytes > 0 ? Int64(answer.body.count / answer.pieceBytes) : 0
    atNs = nowNs + SoakRun.stepNs + pieces * answer.pieceEveryMs * 1_000_000
    result.head = AnswerHead(answer)
    result.body = answer.body
    result.headNs = nowNs
    result.endNs = atNs
    self.result = result
  }
}

extension AnswerHead {
  init(_ answer: RestAnswer) {
    self.init(
      status: answer.status, headers: answer.headers.map { HTTPHeader($0.name, $0.value) })
  }
}

extension FrameKind {
  /// What the exchange reads of a frame that was sent.
  func message(_ payload: [UInt8]) -> ExchangeCore.Message {
    switch self {
    case .pongSent: .pong(payload)
    case .closeSent: .close(payload)
    default: .text(payload)
    }
  }
}
