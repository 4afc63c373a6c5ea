import Binance
import Capture
import Testing

/// Silent streams: what the exchange says about their symbols.
@Suite struct SymbolLookupTests {
  private static func trial(_ symbols: [String], _ venue: BinanceSite = .spot) -> RecorderTrial {
    var trial = RecorderTrial(
      CaptureOptions(
        venue: venue,
        subscriptions: Subscriptions(
          symbols.map { .trade($0) }, venue: venue, websocketURLs: ["ws://x"],
          hasMicroseconds: false),
        restURL: "http://x"))
    trial.handle(.tick)
    return trial
  }

  /// What a feed finds on streams that have been silent for a minute.
  private static func silence(_ names: [String], venue: BinanceSite = .spot) -> [FeedNotice] {
    var watch = StreamWatch(
      Subscriptions(
        names.map { StreamName($0) }, venue: venue, websocketURLs: ["ws://x"],
        hasMicroseconds: false))
    watch.opened(1, plan: 0, nowNs: 0)
    return watch.check(nowNs: 60 * CaptureLimits.secondNs).map { .streamSilent($0) }
  }

  private static func statuses(_ trial: RecorderTrial) -> [CaptureReport] {
    trial.reports.filter { if case .symbolStatus = $0 { true } else { false } }
  }

  private static func info(_ rows: [(String, String)]) -> String {
    let symbols = rows.map { #"{"symbol":"\#($0.0)","status":"\#($0.1)","filters":[]}"# }
    return #"{"timezone":"UTC","symbols":[\#(symbols.joined(separator: ","))]}"#
  }

  @Test func `a wrong name is reported as such`() throws {
    var trial = Self.trial(["BTCUSDTT"])
    for notice in Self.silence(["btcusdtt@trade"]) { trial.handle(.noticed(notice)) }
    trial.wait(seconds: 0.1)
    let request = try #require(trial.asked.last)
    #expect(request.target == "/api/v3/exchangeInfo?symbol=BTCUSDTT")
    trial.answer(request, status: 400, #"{"code":-1121,"msg":"Invalid symbol."}"#)
    #expect(Self.statuses(trial) == [.symbolStatus("BTCUSDTT", status: nil)])
    #expect(
      Self.statuses(trial)[0].text
        == "BTCUSDTT: the exchange lists no such symbol; is that its name?")
  }

  @Test func `halted and delisted symbols are reported with their status, by one request`() throws {
    let names = ["oldusdt@trade", "ethusdt@trade", "nousdt@trade", "oldusdt@depth"]
    var trial = Self.trial(["OLDUSDT", "ETHUSDT", "NOUSDT"])
    for notice in Self.silence(names) { trial.handle(.noticed(notice)) }
    trial.wait(seconds: 0.1)
    #expect(trial.asked.map(\.target) == ["/api/v3/exchangeInfo"])
    let body = Self.info([("BTCUSDT", "TRADING"), ("OLDUSDT", "BREAK"), ("ETHUSDT", "TRADING")])
    trial.answer(trial.asked[0], body)
    #expect(
      Self.statuses(trial) == [
        .symbolStatus("OLDUSDT", status: "BREAK"), .symbolStatus("NOUSDT", status: nil),
      ])
    // Not again before an hour has passed, and then only what has changed.
    for notice in Self.silence(names) { trial.handle(.noticed(notice)) }
    trial.wait(seconds: 1)
    #expect(trial.asked.count == 1)
    trial.nowNs += CaptureLimits.lookupNsMin
    for notice in Self.silence(names) { trial.handle(.noticed(notice)) }
    trial.wait(seconds: 0.1)
    #expect(trial.asked.count == 2)
    trial.answer(trial.asked[1], body)
    #expect(Self.statuses(trial).count == 2)
  }

  @Test func `futures are asked for their whole list, and pairs are no symbols`() throws {
    var trial = Self.trial(["BTCUSDT"], .usdm)
    let names = ["btcusdt_perpetual@continuousKline_1m", "!miniTicker@arr"]
    for notice in Self.silence(names, venue: .usdm) { trial.handle(.noticed(notice)) }
    trial.wait(seconds: 0.1)
    #expect(trial.asked.isEmpty)
    for notice in Self.silence(["btcusdt@aggTrade"], venue: .usdm) {
      trial.handle(.noticed(notice))
    }
    trial.wait(seconds: 0.1)
    #expect(trial.asked.map(\.target) == ["/fapi/v1/exchangeInfo"])
    trial.answer(trial.asked[0], Self.info([("BTCUSDT", "SETTLING")]))
    #expect(Self.statuses(trial) == [.symbolStatus("BTCUSDT", status: "SETTLING")])
  }

  @Test func `an answer that is none says nothing, and the next question is asked`() throws {
    for (status, body) in [(200, "[]"), (200, #"{"symbols":[]}"#), (404, "<html>"), (451, "{}")] {
      var trial = Self.trial(["A"])
      for notice in Self.silence(["a@trade"]) { trial.handle(.noticed(notice)) }
      trial.wait(seconds: 0.1)
      trial.answer(try #require(trial.asked.last), status: status, body)
      #expect(Self.statuses(trial) == [])
      trial.nowNs += CaptureLimits.lookupNsMin
      for notice in Self.silence(["a@trade"]) { trial.handle(.noticed(notice)) }
      trial.wait(seconds: 0.1)
      #expect(trial.asked.count == 2)
    }
  }
}
