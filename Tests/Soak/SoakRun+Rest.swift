import Binance
import Capture
import ExchangeServer
import Market
import Recording

/// A REST request under way.
struct SoakRequest {
  let request: RestRequest
  /// Nil: nobody answers.
  let answer: RestAnswer?
  let atNs: Int64
}

extension SoakRun {
  /// Sends what may be sent now.
  func ask() {
    while let request = queue.next(nowNs: nowNs) {
      requestCount += 1
      guard core.welcome(nowNs: nowNs) == .accepted else {
        requests.append(SoakRequest(request: request, answer: nil, atNs: nowNs + Self.stepNs))
        continue
      }
      let answer = core.answer(
        method: "GET", target: request.target, address: "127.0.0.1", nowNs: nowNs)
      let pieces = answer.pieceBytes > 0 ? Int64(answer.body.count / answer.pieceBytes) : 0
      let wait = Self.stepNs + pieces * answer.pieceEveryMs * 1_000_000
      requests.append(SoakRequest(request: request, answer: answer, atNs: nowNs + wait))
    }
  }

  func answerRequests() {
    let due = requests.filter { $0.atNs <= nowNs }
    requests.removeAll { $0.atNs <= nowNs }
    for item in due { answered(item.request, item.answer) }
  }

  private func answered(_ request: RestRequest, _ answer: RestAnswer?) {
    let payload = answer.map { record($0, options.restURL + request.target) }
    let outcome =
      answer.map { answer in
        RestQueue.Outcome.answered(
          status: answer.status, usedWeight: answer["x-mbx-used-weight-1m"].flatMap { Int($0) },
          retryAfterSeconds: answer["retry-after"].flatMap { Int64($0) },
          isWhole: answer.body.withUnsafeBytes { JSONShape.isWhole($0) })
      } ?? .failed(reason: "refused")
    switch queue.finish(request, outcome, nowNs: nowNs) {
    case .done:
      let found = payload.map { ids(in: $0) } ?? []
      proceed(backfill.answered(request, ids: found, nowNs: nowNs))
    case .again, .withdrawn: break
    case .givenUp(let reason): backfill.failed(request, reason: reason, nowNs: nowNs)
    }
  }

  private func record(_ answer: RestAnswer, _ url: String) -> [UInt8] {
    let payload =
      CapturePayload.responseLine(
        url: url, status: answer.status, headers: answer.headers.map { ($0.name, $0.value) },
        sentNs: nowNs, headNs: nowNs, durationNs: 0, problem: nil) + answer.body
    view.look(.response, payload, connection: 0)
    return payload
  }

  func found(_ hole: Hole) { backfill.found(hole, nowNs: nowNs).map(close) }

  func fillHoles() {
    let (begun, lost) = backfill.due(nowNs: nowNs)
    lost.forEach(close)
    for (_, request) in begun { proceed((request, nil)) }
  }

  func arrived(_ hole: Hole, missing: Int64) {
    let (report, request) = backfill.arrived(hole, missing: missing)
    if let request { queue.withdraw(request) }
    if let report { close(report) }
  }

  private func proceed(_ step: (request: RestRequest?, report: Backfill.Report?)) {
    if let report = step.report { close(report) }
    guard let request = step.request, !queue.add(request) else { return }
    backfill.failed(request, reason: "too many requests wait", nowNs: nowNs)
  }

  private func close(_ report: Backfill.Report) {
    reports.append(report)
    view.closed(report.hole)
    if report.reason != nil { view.look(.gap, CapturePayload.unfilled(report), connection: 0) }
  }

  private func ids(in payload: [UInt8]) -> [Int64] {
    var batch = MessageBatch()
    let decoder = MessageDecoder(wanted: MessageKinds([.trade, .aggTrade]))
    decoder.decodeResponse(
      payload.span, 0..<payload.count,
      FrameReference(receivedNs: 0, connection: 0, record: 0), into: &batch)
    return batch.trades.map(\.id)
  }
}
