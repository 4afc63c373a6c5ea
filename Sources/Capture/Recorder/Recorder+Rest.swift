import Binance
import Market
import Recording

/// REST requests, and the gaps that they fill.
extension Recorder {
  /// Sends what may be sent now; nothing any more once the recorder stops.
  mutating func ask(_ step: inout Step) {
    guard phase == .atWork else { return }
    while let request = queue.next(nowNs: step.nowNs) {
      recover(.sent(request), &step)
      let url = options.restURL + request.target
      var headers = [
        HTTPHeader("Accept", "application/json"),
        HTTPHeader("User-Agent", CaptureOptions.userAgent),
      ]
      if request.needsKey, let key = options.apiKey {
        headers.append(HTTPHeader("X-MBX-APIKEY", key))
      }
      step.record(.request, CapturePayload.request(url: url, headers: headers))
      counts.requests += 1
      step.actions.append(.ask(request, url: url, headers: headers))
    }
  }

  mutating func answered(
    _ request: MarketRequest, _ result: RestResult, _ step: inout Step
  ) {
    let verdict = queue.finish(request, result.outcome, nowNs: step.nowNs)
    let stray = verdict == .done ? AskedTrades(request)?.stray(in: result) : nil
    let payload = record(
      result, verdict, isBelieved: stray == nil, url: options.restURL + request.target, &step)
    if let stray, strayAnswers.insert(request.target).inserted {
      step.report(
        .requestFailed(target: request.target, reason: stray, isRepeated: true))
    }
    report(verdict, request, answer: result.head, &step)
    reportBlocked(&step)
    holdBack(result.head.status)
    if let payload, request.endpoint == .exchangeInfo { takeSymbols(payload, request, &step) }
    switch verdict {
    case .done:
      takeListing(result.body, request, &step)
      recover(
        .answered(request, stray == nil ? payload.map { Self.trades(in: $0) } ?? [] : []), &step)
      recover(.answered(request), &step)
    case .again, .withdrawn: break
    case .refused(let reason):
      recover(.refused(request, reason: reason), &step)
      recover(.refused(request), &step)
    case .notServed(let reason):
      recover(.notServed(request, reason: reason), &step)
      recover(.refused(request), &step)
    case .givenUp(let reason):
      lookup.failed(request)
      recover(.failed(request, reason: reason), &step)
      recover(.failed(request), &step)
    }
    ask(&step)
  }

  /// Records an answer, or that there was none. Gives the record's payload if there was one.
  private func record(
    _ result: RestResult, _ verdict: RestQueue.Verdict, isBelieved: Bool, url: String,
    _ step: inout Step
  ) -> [UInt8]? {
    guard result.head.status > 0 else {
      step.record(.lost, CapturePayload.lost(reason: result.problem ?? "no answer", url: url))
      return nil
    }
    let isRepeated = if case .again = verdict { true } else { false }
    let payload =
      CapturePayload.responseLine(
        url: url, result, isRepeated: isRepeated, isBelieved: isBelieved) + result.body
    step.record(.response, payload)
    return payload
  }

  private mutating func report(
    _ verdict: RestQueue.Verdict, _ request: MarketRequest, answer head: AnswerHead,
    _ step: inout Step
  ) {
    let (reason, isRepeated): (String, Bool)
    switch verdict {
    case .done:
      restAdvice.succeeded()
      refusedPolls.remove(request.target)
      return
    case .withdrawn: return
    case .again(let text): (reason, isRepeated) = (text, true)
    case .refused(let text), .notServed(let text): (reason, isRepeated) = (text, false)
    case .givenUp(let text): (reason, isRepeated) = (text, gaps.isAsking(request))
    }
    counts.requestsFailed += 1
    // Of a poll that is refused each time that is reported once.
    if request.isPoll, !isRepeated, !refusedPolls.insert(request.target).inserted { return }
    step.report(
      .requestFailed(
        target: request.target,
        reason: reason + restAdvice.text(head),
        isRepeated: isRepeated))
  }

  /// The exchange said to stay away, in an answer or when a connection was opened. Reported once, though
  /// several requests were under way.
  mutating func reportBlocked(_ step: inout Step) {
    let secondNs = CaptureLimits.secondNs
    guard queue.blockedUntilNs > blockedUntilNs + secondNs else { return }
    blockedUntilNs = queue.blockedUntilNs
    let waitNs = blockedUntilNs - step.nowNs
    step.report(.requestsBlocked(seconds: max(waitNs + secondNs / 2, secondNs) / secondNs))
  }

  private static func trades(in payload: [UInt8]) -> [Trade] {
    var batch = MessageBatch()
    let decoder = MessageDecoder(wanted: MessageKinds([.trade, .aggTrade]))
    decoder.decodeResponse(
      payload.span, FrameReference(receivedNs: 0, connection: 0, record: 0), into: &batch)
    return batch.trades
  }

  // MARK: - Gaps

  mutating func noticed(_ notice: FeedNotice, _ step: inout Step) {
    switch notice {
    case .gapFound(let gap):
      if options.fillsGaps { recover(.found(gap), &step) }
    case .gapNarrowed(let gap, let missingCount, let fetchedCount):
      recover(
        .narrowed(gap, missingCount: missingCount, fetchedCount: fetchedCount), &step)
    case .tradesQuiet(let connection, let quiet): askForNewest(connection, quiet)
    case .framesSkipped: recover(.overlooked, &step)
    case .bookStands(let standing):
      // That books end with the last connection is no news.
      if phase == .atWork { recover(.noticed(standing), &step) }
    case .exchangeError(let connection, let text):
      manage(.exchangeError(connection, text: text), &step)
    case .shutdownAnnounced(let connection): manage(.shutdownAnnounced(connection), &step)
    case .streamSilent(let finding): silent(finding, &step)
    }
  }

  /// Trades that nobody was there for are shown by the next one, and a pair may have none for hours. The newest of
  /// REST shows them at once, for it is recorded and looked at like any other.
  private mutating func askForNewest(_ connection: UInt32, _ quiet: [QuietTrades]) {
    guard openedAfterOutage.remove(connection) != nil, options.fillsGaps else { return }
    for trades in quiet {
      _ = queue.add(
        MissingTrades.newest(trades.symbol, trades.source, venue: options.venue.venue))
    }
  }

  private mutating func silent(_ finding: StreamWatch.Finding, _ step: inout Step) {
    step.report(.streamSilent(finding))
    let (connection, stream) = (finding.connection, StreamName(finding.stream))
    if finding.isOver {
      lookup.spoke(stream)
      return manage(.streamBack(connection, stream: finding.stream), &step)
    }
    lookup.isSilent(stream, nowNs: step.nowNs)
    // Another connection may do better for a stream that is known to speak, or where nothing came at all.
    guard !lookup.isHalted(stream),
      finding.isKnown || connections[connection]?.hasDelivered == false
    else { return }
    manage(
      .streamSilent(connection, stream: finding.stream, hasCome: finding.hasCome), &step)
  }

  mutating func recover(_ event: GapRecovery.Event, _ step: inout Step) {
    for action in gaps.handle(event, nowNs: step.nowNs) {
      switch action {
      case .begun(let gap): step.report(.gapFound(gap))
      case .ask(let request):
        guard !queue.add(request) else { continue }
        recover(.failed(request, reason: "too many requests wait"), &step)
      case .resting(let gap, let reason, let waitNs):
        step.report(.gapRests(gap, reason: reason, waitNs: waitNs))
      case .withdraw(let request): queue.withdraw(request)
      case .closed(let report):
        if report.reason != nil { step.record(.gap, CapturePayload.unfilled(report)) }
        step.report(.gapClosed(report))
      }
    }
  }
}
