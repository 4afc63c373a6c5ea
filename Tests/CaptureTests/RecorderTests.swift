import Binance
import Capture
import Feed
import Market
import Recording
import Testing

/// The whole recorder, without a socket.
@Suite struct RecorderTests {
  private static let secondNs: Int64 = 1_000_000_000

  /// A recorder of BTCUSDT's trades and books.
  private static func trial(
    rest: [String] = [], fillsGaps: Bool = true, symbolStreams: [String] = []
  ) -> RecorderTrial {
    var options = CaptureOptions(
      venue: .spot,
      subscriptions: Subscriptions(
        [.trade("BTCUSDT"), .depth("BTCUSDT")], venue: .spot, websocketURLs: ["ws://x"],
        hasMicroseconds: false),
      restURL: "http://x")
    options.symbols = ["BTCUSDT"]
    options.restItems = rest.compactMap { RestItem($0, venue: .spot) }
    options.fillsGaps = fillsGaps
    options.symbolStreams = symbolStreams
    return RecorderTrial(options)
  }

  private static func frame(_ opcode: UInt8, _ text: String) -> [UInt8] {
    [0x80 | opcode, UInt8(text.utf8.count)] + Array(text.utf8)
  }

  private static func opened(
    rest: [String] = [], symbolStreams: [String] = []
  ) -> RecorderTrial {
    var trial = Self.trial(rest: rest, symbolStreams: symbolStreams)
    trial.handle(.tick)
    trial.handle(.opened(1, AnswerHead(status: 101)))
    return trial
  }

  @Test func `a connection's records come in their order, sent frames among them`() {
    var trial = Self.opened()
    trial.read(
      Self.frame(1, #"{"stream":"a","data":1}"#) + Self.frame(9, "hi") + Self.frame(1, "x"))
    #expect(trial.letters() == "otpQt")
    #expect(trial.sent.map(\.kind) == [.pongSent])
    #expect(trial.sent.first?.payload == Array("hi".utf8))
    #expect(trial.recorder.counts.opened == 1)
    #expect(trial.recorder.counts.openNow == 1)
    // A frame in pieces is whole once its last byte has come.
    let frame = Self.frame(1, "whole")
    for byte in frame { trial.read([byte]) }
    #expect(trial.records.map(\.text) == ["whole"])
  }

  @Test func `a server's close frame is answered once, and says why the connection ended`() {
    var trial = Self.opened()
    trial.read([0x88, 0x05, 0x03, 0xE9] + Array("bye".utf8) + Self.frame(1, "late"))
    #expect(trial.letters() == "ocC")
    #expect(trial.sent.map(\.payload) == [[0x03, 0xE8]])
    #expect(trial.disconnected == [1])
    trial.read(Self.frame(1, "later"))
    trial.handle(.ended(1))
    #expect(trial.records.map(\.text) == [#"{"reason":"the server closed it: code 1001, bye"}"#])
    #expect(trial.recorder.counts.lost == 1)
    // Gone is gone.
    trial.handle(.ended(1))
    #expect(trial.recorder.counts.lost == 1)
  }

  @Test func `what is no websocket ends the connection as a violation`() {
    var trial = Self.opened()
    trial.read(Self.frame(1, "good") + [0xF1, 0])
    #expect(trial.letters() == "otC")
    #expect(trial.sent.map(\.payload) == [[0x03, 0xEA]])
    trial.handle(.ended(1))
    #expect(trial.records[0].text.contains("a reserved bit is set"))
  }

  @Test func `a connection that opens too late is let go`() {
    var trial = Self.trial()
    trial.handle(.tick)
    trial.nowNs = 10 * Self.secondNs
    trial.handle(.tick)
    #expect(trial.disconnected == [1])
    #expect(trial.letters() == "x")
    #expect(trial.recorder.counts.refused == 1)
    trial.handle(.opened(1, AnswerHead(status: 101)))
    #expect(trial.disconnected == [1, 1])
    trial.handle(.refused(1, reason: "closed", nil))
    #expect(trial.letters() == "")
  }

  @Test func `a ban at the handshake holds for REST too, and is reported once`() {
    var trial = Self.trial(rest: ["exchangeInfo"])
    trial.handle(.tick)
    #expect(trial.asked.count == 1)
    trial.answer(trial.asked[0], "{}")
    let head = AnswerHead(status: 429, headers: [HTTPHeader("Retry-After", "30")])
    trial.handle(.refused(1, reason: "HTTP 429", head))
    #expect(trial.reports.contains(.requestsBlocked(seconds: 30)))
    trial.handle(
      .noticed(.gapFound(MissingTrades(symbol: "A", endpoint: .historicalTrades, ids: 1...2))))
    trial.nowNs = 29 * Self.secondNs
    trial.handle(.tick)
    #expect(trial.asked.count == 1)
    trial.nowNs = 31 * Self.secondNs
    trial.handle(.tick)
    #expect(trial.asked.count == 2)
  }

  @Test func `a gap is asked for after two seconds and filled by its answer`() {
    let gap = MissingTrades(symbol: "BTCUSDT", endpoint: .historicalTrades, ids: 5...6)
    var trial = Self.opened()
    trial.handle(.noticed(.gapFound(gap)))
    trial.handle(.tick)
    #expect(trial.asked.map(\.target) == [])
    trial.nowNs = 2 * Self.secondNs
    trial.handle(.tick)
    #expect(
      trial.asked.map(\.target) == ["/api/v3/historicalTrades?symbol=BTCUSDT&fromId=5&limit=2"])
    guard case .ask(let request, _, _)? = trial.actions.last else {
      Issue.record("nothing was asked for")
      return
    }
    var result = RestResult(sentNs: 0)
    result.head = AnswerHead(status: 200)
    result.body = Array(
      #"[{"id":5,"price":"1","qty":"1","quoteQty":"1","time":1,"isBuyerMaker":true,"isBestMatch":true},{"id":6,"price":"1","qty":"1","quoteQty":"1","time":1,"isBuyerMaker":true,"isBestMatch":true}]"#
        .utf8)
    trial.handle(.answered(request, result))
    #expect(trial.letters() == "oRr")
    // What was answered fills nothing before it is seen in the recording.
    #expect(trial.reports.last == .gapFound(gap))
    trial.handle(.noticed(.gapNarrowed(gap, missingCount: 0, fetchedCount: 2)))
    #expect(
      trial.reports.suffix(2) == [
        .gapFound(gap),
        .gapClosed(
          GapReport(trades: gap, fetchedCount: 2, missingCount: 0, outcome: .filled)),
      ])
    #expect(trial.recorder.isIdle)
  }

  @Test func `at the end every open gap is recorded, those never asked for as such`() {
    var trial = Self.opened()
    let gaps = [1...2, 5...6, 9...9].map {
      MissingTrades(symbol: "BTCUSDT", endpoint: .historicalTrades, ids: $0)
    }
    for gap in gaps { trial.handle(.noticed(.gapFound(gap))) }
    trial.nowNs = 2 * Self.secondNs
    trial.handle(.tick)
    // Until an answer has said how much weight is used, one goes alone.
    #expect(trial.asked.count == 1)
    trial.handle(.stop(reason: "enough"))
    trial.handle(.stop(reason: "again"))
    #expect(trial.sent.map(\.kind) == [.closeSent])
    trial.handle(.ended(1))
    trial.handle(.tick)
    #expect(trial.reports.last == .lost(1, reason: "the recorder stops", isWanted: true))
    guard case .end(let reason)? = trial.actions.last else {
      Issue.record("it does not end")
      return
    }
    #expect(reason == "enough")
    _ = trial.letters()
    trial.handle(.conclude)
    #expect(trial.letters() == "ggg")
    let outcomes = trial.reports.suffix(3).compactMap {
      if case .gapClosed(let report) = $0 { report.outcome } else { nil }
    }
    let stopped = "the recorder stopped"
    #expect(
      outcomes == [
        .lost(reason: stopped), .notAsked(reason: stopped), .notAsked(reason: stopped),
      ])
  }

  @Test func `with gaps left alone nothing is asked for`() {
    var trial = Self.trial(fillsGaps: false)
    trial.handle(.tick)
    trial.handle(
      .noticed(.gapFound(MissingTrades(symbol: "A", endpoint: .aggTrades, ids: 1...2))))
    trial.nowNs = 5 * Self.secondNs
    trial.handle(.tick)
    #expect(trial.recorder.isIdle)
    trial.handle(.conclude)
    #expect(trial.asked.map(\.target) == [])
    #expect(!trial.records.contains { $0.kind == .gap })
  }

  @Test func `books are asked for when a connection opens, all else at the start`() {
    var trial = Self.trial(rest: ["exchangeInfo", "depth"])
    trial.handle(.tick)
    #expect(trial.asked.map(\.target) == ["/api/v3/exchangeInfo?symbol=BTCUSDT"])
    trial.answer(trial.asked[0], "{}")
    trial.handle(.opened(1, AnswerHead(status: 101)))
    trial.handle(.tick)
    #expect(trial.asked.map(\.target).last == "/api/v3/depth?symbol=BTCUSDT&limit=1000")
  }

  @Test func `the clock is read every second and recorded every minute, or when it was set`() {
    var trial = Self.trial()
    for second in Int64(0)..<121 {
      trial.nowNs = second * Self.secondNs
      let before = trial.actions.count
      trial.handle(.tick)
      let isRead = trial.actions[before...].contains {
        if case .readClock = $0 { true } else { false }
      }
      #expect(isRead)
      let isStep = second == 30
      let sample = CaptureClock.Sample(wallNs: 1, deviationNs: isStep ? 9 : 0, isStep: isStep)
      trial.handle(.clockRead(sample, monotonicNs: 2))
    }
    #expect(trial.records.count { $0.kind == .clock } == 3)
    #expect(trial.reports.contains(.clockStepped(deviationNs: 9)))
  }

  @Test func `after an outage the newest trade of quiet pairs is asked for, once`() {
    let quiet = FeedNotice.tradesQuiet(
      1, [QuietTrades("BTCUSDT", .trades), QuietTrades("ETHUSDT", .aggTrades)])
    let targets = [
      "/api/v3/trades?symbol=BTCUSDT&limit=1", "/api/v3/aggTrades?symbol=ETHUSDT&limit=1",
    ]
    var trial = Self.opened()
    for _ in 0..<2 {
      trial.handle(.noticed(quiet))
      trial.wait(seconds: 1)
      #expect(trial.asked.count == 1)
    }
    trial.answer(trial.asked[0])
    trial.wait(seconds: 1)
    #expect(trial.asked.map(\.target) == targets)
    // A connection that takes over from one that is open has missed nothing.
    var other = Self.opened()
    other.handle(.noticed(.shutdownAnnounced(1)))
    other.handle(.opened(2, AnswerHead(status: 101)))
    other.handle(.noticed(.tradesQuiet(2, [QuietTrades("BTCUSDT", .trades)])))
    other.wait(seconds: 1)
    #expect(other.asked.isEmpty)
    // One that comes after a loss has.
    other.handle(.ended(1))
    other.handle(.ended(2))
    other.wait(seconds: 3)
    other.handle(.opened(3, AnswerHead(status: 101)))
    other.handle(.noticed(.tradesQuiet(3, [QuietTrades("BTCUSDT", .trades)])))
    other.wait(seconds: 1)
    #expect(other.asked.map(\.target) == [targets[0]])
  }

  private static func rows(_ ids: ClosedRange<Int64>) -> String {
    let rows = ids.map {
      #"{"id":\#($0),"price":"1.0","qty":"1.0","quoteQty":"1.0","time":1700000000000,"#
        + #""isBuyerMaker":true,"isBestMatch":true}"#
    }
    return "[\(rows.joined(separator: ","))]"
  }

  @Test(
    arguments: [
      (11...14, true), (11...12, true), (5_000_000...5_000_003, false), (3...6, false),
      (14...15, false),
    ] as [(ClosedRange<Int64>, Bool)])
  func `trades that were not asked for are not believed`(
    ids: ClosedRange<Int64>, isBelieved: Bool
  ) throws {
    var trial = Self.opened()
    trial.handle(
      .noticed(
        .gapFound(
          MissingTrades(symbol: "BTCUSDT", endpoint: .historicalTrades, ids: 11...14))))
    trial.wait(seconds: 3)
    let request = try #require(trial.asked.last)
    #expect(request.target == "/api/v3/historicalTrades?symbol=BTCUSDT&fromId=11&limit=4")
    trial.answer(request, Self.rows(ids))
    let answer = try #require(trial.records.last { $0.kind == .response })
    // Readers pass over what is marked so.
    #expect(answer.text.contains(#""stray":true,"again":true"#) != isBelieved)
    let isReported = trial.reports.contains {
      if case .requestFailed(_, let reason, _) = $0 {
        reason.contains("not believed")
      } else {
        false
      }
    }
    #expect(isReported != isBelieved)
    // The gap is still one, and asked for again.
    let count = trial.asked.count
    trial.wait(seconds: 70)
    if !isBelieved { #expect(trial.asked.count > count) }
  }

  @Test func `symbols join while it runs, and those that are there stay as they are`() {
    var trial = Self.opened(symbolStreams: ["trade"])
    trial.handle(.join(["ETHUSDT", "BTCUSDT"]))
    trial.wait(seconds: 0.1)
    #expect(trial.connected.last?.hasSuffix("streams=ethusdt@trade") == true)
    #expect(trial.connected.count == 2)
    let joined = trial.reports.compactMap {
      if case .symbolsJoined(let symbols, _) = $0 { symbols } else { nil }
    }
    #expect(joined == [["ETHUSDT"]])
    trial.handle(.join(["ETHUSDT"]))
    trial.wait(seconds: 0.1)
    #expect(trial.connected.count == 2)
  }

  @Test func `a poll that is refused each time is reported once`() throws {
    var trial = Self.trial(rest: ["ticker/price@2s"])
    trial.handle(.tick)
    func reported() -> Int {
      trial.reports.count { if case .requestFailed = $0 { true } else { false } }
    }
    for status in [404, 404, 404, 200, 404] {
      trial.answer(try #require(trial.asked.last), status: status, "{}")
      trial.wait(seconds: 2.1)
    }
    #expect(trial.asked.count == 6)
    #expect(reported() == 2)
    #expect(trial.recorder.counts.requestsFailed == 4)
  }
}
