import Binance
import Capture
import Testing

/// Answers that no repetition changes, and bans.
@Suite struct RefusalTests {
  private static let secondNs = CaptureLimits.secondNs

  private static func trial(
    _ streams: [StreamName] = [.trade("BTCUSDT")], _ venue: BinanceSite = .spot
  )
    -> RecorderTrial
  {
    var trial = RecorderTrial(
      CaptureOptions(
        venue: venue,
        subscriptions: Subscriptions(
          streams, venue: venue, websocketURLs: ["ws://x"], hasMicroseconds: false),
        restURL: "http://x"))
    trial.handle(.tick)
    return trial
  }

  private static func ended(_ trial: RecorderTrial) -> String? {
    trial.actions.compactMap { if case .end(let reason) = $0 { reason } else { nil } }.first
  }

  @Test(
    arguments: [
      (451, nil, "--venue vision"),
      (302, "https://www.binance.com/en", "https://www.binance.com/en"),
      (414, nil, "name fewer"),
    ] as [(Int, String?, String)])
  func `a refusal for good ends in advice, not in a loop`(
    status: Int, location: String?, advice: String
  ) throws {
    var trial = Self.trial()
    let head = AnswerHead(
      status: status, headers: location.map { [HTTPHeader("Location", $0)] } ?? [])
    trial.handle(.refused(1, reason: "HTTP \(status)", head))
    trial.wait(seconds: 2)
    let reason = try #require(Self.ended(trial))
    #expect(reason.hasPrefix("HTTP \(status): ") && reason.contains(advice))
    #expect(trial.connected.count == 1)
  }

  /// A recorder whose connection brought something and was lost.
  private static func lost(_ streams: [StreamName] = [.trade("A")]) -> RecorderTrial {
    var trial = Self.trial(streams)
    trial.handle(.opened(1, AnswerHead(status: 101)))
    trial.read(#"{"stream":"a@trade","data":{}}"#)
    trial.wait(seconds: 11)
    trial.handle(.failed(1, reason: "Connection reset by peer", canSend: false))
    trial.handle(.ended(1))
    return trial
  }

  /// Until the next attempt: how long that took, in seconds.
  private static func next(_ trial: inout RecorderTrial) -> Double {
    let (startNs, count) = (trial.nowNs, trial.connected.count)
    while trial.connected.count == count, trial.nowNs - startNs < 700 * secondNs {
      trial.wait(seconds: 0.05)
    }
    return Double(trial.nowNs - startNs) / 1e9
  }

  @Test(arguments: [451, 302, 414])
  func `a refusal for good of one that was open before is tried again, ever more seldom`(
    status: Int
  ) {
    var trial = Self.lost()
    var waits: [Double] = []
    for connection in UInt32(2)...12 {
      waits.append(Self.next(&trial))
      trial.handle(.refused(connection, reason: "HTTP \(status)", AnswerHead(status: status)))
    }
    #expect(Self.ended(trial) == nil)
    #expect(waits.allSatisfy { $0 <= 60.05 })
    #expect(waits[1] <= 2.05 && waits[10] >= 30, "\(waits)")
    // The advice is given once, the refusals each time.
    let refusals = trial.reports.compactMap {
      if case .refused(_, let reason) = $0 { reason } else { nil }
    }
    #expect(refusals.count == 11)
    #expect(refusals.count { $0 != "HTTP \(status)" } == 1)
    #expect(refusals[0].hasPrefix("HTTP \(status): "))
    // The next one is let in, and what happened is reported and recorded.
    _ = Self.next(&trial)
    trial.handle(.opened(13, AnswerHead(status: 101)))
    let outages = trial.reports.compactMap {
      if case .outage(let outage, let first) = $0 { (outage, first) } else { nil }
    }
    #expect(outages.count == 1)
    #expect(outages.first?.0.reason == "HTTP \(status)")
    #expect(outages.first?.0.isAtEnd == false)
    #expect(outages.first?.1 == "a@trade")
    let seconds = (waits.reduce(0, +) * 1e9) / 1e9
    #expect((outages.first.map { $0.0.toNs - $0.0.fromNs } ?? 0) / Self.secondNs >= Int64(seconds))
    #expect(trial.recorder.counts.outages == 1)
    #expect(trial.recorder.counts.downStreams == 0)
    let noted = trial.records.map(\.text).filter { $0.contains("streams were not recorded") }
    #expect(noted.count == 1)
    #expect(noted.first?.contains(#""why":"HTTP \#(status)""#) == true)
  }

  @Test func `streams whose connection does not come back are counted at the end`() {
    var trial = Self.lost([.trade("A"), .depth("A")])
    _ = Self.next(&trial)
    trial.handle(.refused(2, reason: "HTTP 451", AnswerHead(status: 451)))
    trial.wait(seconds: 5)
    // A second or two is no news.
    #expect(trial.recorder.counts.downStreams == 0)
    trial.wait(seconds: 10)
    #expect(trial.recorder.counts.downStreams == 2)
    trial.handle(.stop(reason: "enough"))
    trial.wait(seconds: 1)
    #expect(trial.recorder.counts.downStreams == 2)
    #expect(trial.recorder.counts.outages == 1)
    let texts = trial.reports.map(\.text).filter { $0.contains("until the recorder stopped") }
    #expect(texts.count == 1)
    #expect(texts.first?.hasPrefix("2 streams from a@trade on were not recorded for 1") == true)
    #expect(trial.records.contains { $0.text.contains(#""atEnd":true"#) })
  }

  @Test func `of two connections one is refused, and tried again while the other goes on`() {
    var trial = Self.trial([.trade("A"), StreamName(symbol: "A", suffix: "aggTrade")], .usdm)
    trial.handle(.opened(1, AnswerHead(status: 101)))
    trial.handle(.refused(2, reason: "HTTP 451", AnswerHead(status: 451)))
    #expect(Self.next(&trial) <= 1.05)
    #expect(Self.ended(trial) == nil)
  }

  @Test func `the firewall's 403 holds back REST and all connections`() {
    var trial = Self.trial([.trade("A"), StreamName(symbol: "A", suffix: "aggTrade")], .usdm)
    trial.handle(.refused(1, reason: "HTTP 403", AnswerHead(status: 403)))
    trial.handle(.refused(2, reason: "no answer in 10 s", nil))
    let gap = MissingTrades(symbol: "A", endpoint: .aggTrades, ids: 1...2)
    trial.handle(.noticed(.gapFound(gap)))
    trial.wait(seconds: 59.9)
    #expect(trial.connected.count == 2)
    #expect(trial.asked.isEmpty)
    trial.wait(seconds: 1)
    #expect(trial.connected.count == 4)
    #expect(trial.asked.count == 1)
  }

  @Test func `a 403 or a ban of REST holds back connections, a 429 does not`() throws {
    for (status, mayConnect) in [(403, false), (418, false), (429, true)] {
      var trial = Self.trial()
      let gap = MissingTrades(symbol: "A", endpoint: .aggTrades, ids: 1...2)
      trial.handle(.noticed(.gapFound(gap)))
      trial.wait(seconds: 3)
      trial.answer(try #require(trial.asked.last), status: status, "<html>")
      trial.handle(.refused(1, reason: "Connection refused", nil))
      trial.wait(seconds: 30)
      #expect((trial.connected.count > 1) == mayConnect, "\(status)")
    }
  }

  @Test func `REST that is refused for good is reported with what to do`() throws {
    var trial = Self.trial()
    let gap = MissingTrades(symbol: "A", endpoint: .aggTrades, ids: 1...2)
    trial.handle(.noticed(.gapFound(gap)))
    trial.wait(seconds: 3)
    trial.answer(try #require(trial.asked.last), status: 451, "{}")
    let reported = trial.reports.compactMap {
      if case .requestFailed(_, let reason, _) = $0 { reason } else { nil }
    }
    #expect(reported.count == 1)
    #expect(reported.first?.hasPrefix("HTTP 451: this host serves nobody where you are") == true)
    // Its trades are still there, and it may be another day.
    #expect(!trial.reports.contains { if case .gapClosed = $0 { true } else { false } })
  }
}
