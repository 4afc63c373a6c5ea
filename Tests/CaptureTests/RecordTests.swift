import Basics
import Binance
import Capture
import Market
import Recording
import Testing

@Suite struct CaptureRecordTests {
  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private static func result(_ headers: [HTTPHeader], problem: String? = nil) -> RestResult {
    var result = RestResult(sentNs: 1)
    result.head = AnswerHead(status: 200, headers: headers)
    result.headNs = 2
    result.endNs = 4
    result.problem = problem
    return result
  }

  @Test func `secrets are in no record`() {
    let url = "https://user:pass@api.binance.com/api/v3/x?symbol=A&signature=abc&listenKey=def"
    let headers = [
      HTTPHeader("X-MBX-APIKEY", "ghi"), HTTPHeader("Set-Cookie", "jkl"),
      HTTPHeader("Accept", "*/*"),
    ]
    let records = [
      CapturePayload.request(url: url, headers: headers),
      CapturePayload.opened(url: url, status: 101, headers: headers),
      CapturePayload.lost(reason: "no", url: url),
      CapturePayload.responseLine(url: url, Self.result(headers)),
    ].map(Self.text)
    for record in records {
      for secret in ["user", "pass", "abc", "def", "ghi", "jkl"] {
        #expect(!record.contains(secret), "\(record)")
      }
      #expect(record.contains("https://api.binance.com/api/v3/x?symbol=A&signature=redacted"))
    }
    #expect(
      records[0]
        == #"{"method":"GET","url":"https://api.binance.com/api/v3/x?symbol=A&signature=redacted&listenKey=redacted","headers":{"x-mbx-apikey":"redacted","set-cookie":"redacted","accept":"*/*"}}"#
    )
  }

  @Test func `every record's JSON can be read, whatever the server sent`() {
    let odd = "\"\\\n\u{0}币\u{7F}"
    for bytes in [
      CapturePayload.opened(url: odd, status: 0, headers: [HTTPHeader(odd, odd)]),
      CapturePayload.lost(reason: odd, url: odd), CapturePayload.request(url: odd, headers: []),
      CapturePayload.responseLine(
        url: odd, Self.result([HTTPHeader(odd, odd)], problem: odd)),
      CapturePayload.unfilled(
        GapReport(
          trades: MissingTrades(symbol: odd, endpoint: .aggTrades, ids: 1...2), fetchedCount: 0,
          missingCount: 2, outcome: .lost(reason: odd))),
    ] {
      #expect((try? JSONParser.parse(bytes)) != nil, "\(Self.text(bytes))")
    }
  }

  @Test(
    arguments: [
      (#"{"stream":"btcusdt@trade","data":{"e":"trade"}}"#, "btcusdt@trade"),
      (#"{"result":null,"id":1}"#, nil), (#"{"e":"error","m":"no"}"#, nil), (#"{"stream"#, nil),
      ("", nil),
    ] as [(String, String?)])
  func `market data differs from what else a server says`(text: String, stream: String?) {
    let bytes = Array(text.utf8)
    #expect(bytes.withUnsafeBytes { StreamMark.name(of: $0) } == stream)
    #expect(bytes.withUnsafeBytes { StreamMark.begins($0) } == (stream != nil))
  }

  /// The repetition is whole, and the recording is not damaged.
  @Test(arguments: [true, false]) func `a cut answer that was repeated is not malformed`(
    isRepeated: Bool
  ) {
    let line = CapturePayload.responseLine(
      url: "http://127.0.0.1:1/api/v3/klines?symbol=A&interval=1m", Self.result([]),
      isRepeated: isRepeated)
    for body in ["[[1723", "<html>"] {
      var batch = MessageBatch()
      let payload = line + Array(body.utf8)
      MessageDecoder().decodeResponse(
        payload.span, FrameReference(receivedNs: 0, connection: 0, record: 0), into: &batch)
      #expect(batch.notices.contains { $0.code == nil } != isRepeated, "\(batch.notices)")
    }
  }

  @Test func `a recorded answer is decoded like any other`() {
    let line = CapturePayload.responseLine(
      url: "http://127.0.0.1:1/api/v3/historicalTrades?symbol=ADABNB&fromId=7&limit=1",
      Self.result([HTTPHeader("Content-Type", "application/json")]))
    let body =
      #"[{"id":7,"price":"4.0","qty":"1.0","quoteQty":"4.0","time":1499865549590,"isBuyerMaker":true,"isBestMatch":true}]"#
    var batch = MessageBatch()
    let payload = line + Array(body.utf8)
    MessageDecoder().decodeResponse(
      payload.span,
      FrameReference(receivedNs: 0, connection: 0, record: 0), into: &batch)
    #expect(batch.trades.map(\.id) == [7])
  }

  @Test(
    arguments: [
      ("{}", true), ("[]", true), (" [1,\"]\",{\"a\":\"\\\"}\"}]\n", true), ("[1,2", false),
      ("{\"a\":[1]", false), ("", false), ("[]]", false), ("[] []", false), ("\"a\"", false),
      ("<html>", false), ("[\"abc", false), ("]", false),
    ])
  func `a cut answer differs from a whole one`(text: String, isWhole: Bool) {
    #expect(Array(text.utf8).withUnsafeBytes { JSONDocument.isWhole($0) } == isWhole)
  }

  @Test func `setting the clock back does not turn the time back`() {
    var clock = CaptureClock(wallNs: 1_000_000_000_000, monotonicNs: 5_000)
    #expect(clock.receivedNs(monotonicNs: 5_000) == 1_000_000_000_000)
    #expect(!clock.sample(wallNs: 1_000_000_001_000, monotonicNs: 5_900).isStep)
    // An hour back: the capture's time goes on.
    let back = clock.sample(
      wallNs: 1_000_000_000_000 - 3_600_000_000_000, monotonicNs: 1_005_000)
    #expect(back.isStep)
    #expect(back.deviationNs == -3_600_001_000_000)
    #expect(clock.receivedNs(monotonicNs: 1_005_000) == 1_000_001_000_000)
    let steady = clock.sample(
      wallNs: 1_000_000_000_000 - 3_600_000_000_000 + 1_000_000, monotonicNs: 2_005_000)
    #expect(!steady.isStep)
  }

  /// Five minutes of samples, a second apart. Gives how far the receive times are off then.
  private static func follow(_ clock: inout CaptureClock, fromS: Int64, aheadS: Int64) -> Int64 {
    let secondNs = CaptureLimits.secondNs
    for second in fromS...(fromS + 300) {
      _ = clock.sample(
        wallNs: (1000 + second + aheadS) * secondNs, monotonicNs: second * secondNs)
    }
    return clock.receivedNs(monotonicNs: (fromS + 300) * secondNs) / secondNs - 1300 - fromS
  }

  @Test func `a clock that is set forward is followed once that has lasted`() {
    let secondNs = CaptureLimits.secondNs
    var clock = CaptureClock(wallNs: 1000 * secondNs, monotonicNs: 0)
    #expect(clock.sample(wallNs: 4601 * secondNs, monotonicNs: secondNs).isStep)
    #expect(clock.receivedNs(monotonicNs: secondNs) == 1001 * secondNs)
    // And back, before long: no hour is left.
    let back = clock.sample(wallNs: 1002 * secondNs, monotonicNs: 2 * secondNs)
    #expect(back.isStep && back.deviationNs == 0)
    #expect(Self.follow(&clock, fromS: 3, aheadS: 0) == 0)
    #expect(Self.follow(&clock, fromS: 400, aheadS: 3600) == 3600)
    #expect(Self.follow(&clock, fromS: 800, aheadS: 3600) == 3600)
    // A machine that began in 1970 is no riddle.
    let huge = 1_700_000_000 * secondNs
    #expect(clock.sample(wallNs: huge, monotonicNs: 1200 * secondNs).isStep)
    #expect(clock.receivedNs(monotonicNs: 1200 * secondNs) == huge)
  }

  @Test func `figures come out as Prometheus reads them`() {
    #expect(
      MetricsText.text([
        Metric("frames_total", .counter, "Frames recorded.", value: 12),
        Metric("lag", .gauge, "Lag.", value: 0.5),
      ]) == """
        # HELP tapedeck_frames_total Frames recorded.
        # TYPE tapedeck_frames_total counter
        tapedeck_frames_total 12
        # HELP tapedeck_lag Lag.
        # TYPE tapedeck_lag gauge
        tapedeck_lag 0.5

        """)
  }
}
