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

  @Test func `where another connection is open it is tried again after ten minutes`() {
    var trial = Self.trial([.trade("A"), StreamName(symbol: "A", suffix: "aggTrade")], .usdm)
    trial.handle(.opened(1, AnswerHead(status: 101)))
    trial.handle(.refused(2, reason: "HTTP 451", AnswerHead(status: 451)))
    for _ in 0..<59 {
      trial.read(#"{"stream":"a@trade","data":{}}"#)
      trial.wait(seconds: 10)
    }
    #expect(Self.ended(trial) == nil)
    #expect(trial.connected.count == 2)
    trial.wait(seconds: 11)
    #expect(trial.connected.count == 3)
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
