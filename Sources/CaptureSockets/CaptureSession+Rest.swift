#if Network
  import Capture
  import Binance
  import Market
  import NIOCore
  import Recording

  extension CaptureSession {
    /// Sends what may be sent now; nothing any more once the capture stops.
    func ask() {
      guard stopReason == nil else { return }
      while let request = queue.next(nowNs: MachineClock.monotonicNs()) { send(request) }
    }

    private func send(_ request: RestRequest) {
      let url = options.restURL + request.target
      var headers = [("Accept", "application/json"), ("User-Agent", Dialer.userAgent)]
      if request.needsKey, let key = options.apiKey { headers.append(("X-MBX-APIKEY", key)) }
      record(.request, CapturePayload.request(url: url, headers: headers))
      counters.update { $0.requests += 1 }
      rest.get(url: url, headers: headers).whenSuccess { self.answered(request, url, $0) }
    }

    private func answered(_ request: RestRequest, _ url: String, _ result: RestResult) {
      let payload = record(result, url)
      let outcome: RestQueue.Outcome
      if let problem = result.problem {
        outcome = .failed(reason: problem)
      } else {
        outcome = .answered(
          status: result.status,
          usedWeight: result.header("x-mbx-used-weight-1m").flatMap { Int($0) },
          retryAfterSeconds: result.header("retry-after").flatMap { Int64($0) },
          isWhole: result.body.withUnsafeBytes { JSONShape.isWhole($0) })
      }
      let nowNs = MachineClock.monotonicNs()
      let verdict = queue.finish(request, outcome, nowNs: nowNs)
      tell(verdict, request)
      tellBlocked()
      switch verdict {
      case .done:
        let found = payload.map { ids(in: $0) } ?? []
        proceed(backfill.answered(request, ids: found, nowNs: nowNs))
      case .again, .withdrawn: break
      case .givenUp(let reason): backfill.failed(request, reason: reason, nowNs: nowNs)
      }
      ask()
    }

    /// Records an answer, or that there was none. Gives the record's payload if there was one.
    private func record(_ result: RestResult, _ url: String) -> [UInt8]? {
      guard result.status > 0 else {
        record(
          .lost, CapturePayload.lost(reason: result.problem ?? "no answer", url: url))
        return nil
      }
      let payload =
        CapturePayload.responseLine(
          url: url, status: result.status, headers: result.headers, sentNs: result.sentNs,
          headNs: result.headNs, durationNs: result.endNs - result.sentNs, problem: result.problem)
        + result.body
      record(.response, payload)
      return payload
    }

    private func tell(_ verdict: RestQueue.Verdict, _ request: RestRequest) {
      switch verdict {
      case .done, .withdrawn: return
      case .again(let reason):
        events.add(.requestFailed(target: request.target, reason: reason, isRepeated: true))
      case .givenUp(let reason):
        events.add(.requestFailed(target: request.target, reason: reason, isRepeated: false))
      }
      counters.update { $0.requestsFailed += 1 }
    }

    /// The exchange said to stay away, in an answer or when a connection was opened. Told once, though
    /// several requests were under way.
    func tellBlocked() {
      let secondNs = CaptureLimits.secondNs
      guard queue.blockedUntilNs > blockedUntilNs + secondNs else { return }
      blockedUntilNs = queue.blockedUntilNs
      let waitNs = blockedUntilNs - MachineClock.monotonicNs()
      events.add(.requestsBlocked(seconds: max(waitNs + secondNs / 2, secondNs) / secondNs))
    }

    // MARK: - Holes

    func found(_ hole: Hole) {
      backfill.found(hole, nowNs: MachineClock.monotonicNs()).map(close)
    }

    /// Begins to fill the holes that have stayed.
    func fillHoles(nowNs: Int64) {
      let (begun, lost) = backfill.due(nowNs: nowNs)
      lost.forEach(close)
      for (hole, request) in begun {
        counters.update { $0.holes += 1 }
        events.add(.holeFound(hole))
        proceed((request, nil))
      }
    }

    func noteArrived(_ hole: Hole, _ missing: Int64) {
      let (report, request) = backfill.arrived(hole, missing: missing)
      if let request { queue.withdraw(request) }
      if let report { close(report) }
    }

    private func proceed(_ step: (request: RestRequest?, report: Backfill.Report?)) {
      if let report = step.report { close(report) }
      guard let request = step.request, !queue.add(request) else { return }
      backfill.failed(
        request, reason: "too many requests wait", nowNs: MachineClock.monotonicNs())
    }

    func close(_ report: Backfill.Report) {
      if report.reason == nil {
        counters.update { $0.holesFilled += 1 }
      } else {
        record(.gap, CapturePayload.unfilled(report))
      }
      events.add(.holeClosed(report))
    }

    /// The ids of the trades in an answer.
    private func ids(in payload: [UInt8]) -> [Int64] {
      var batch = MessageBatch()
      let decoder = MessageDecoder(wanted: MessageKinds([.trade, .aggTrade]))
      decoder.decodeResponse(
        payload.span, 0..<payload.count,
        FrameReference(receivedNs: 0, connection: 0, record: 0), into: &batch)
      return batch.trades.map(\.id)
    }
  }
#endif
