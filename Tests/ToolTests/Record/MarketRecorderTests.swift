#if Network
  import CaptureSockets
  import Market
  import Runs
  import TestSupport
  import Testing

  /// Recording in a program of one's own: nothing but what is public is used.
  struct MarketRecorderTests {
    @Test func `a program records, stops, and reads the candles back`() throws {
      let served = try ServedRecording("--start", "2024-08-08", "--speed", "240x")
      var options = MarketRecorder.Options(symbols: ["ADABNB"], output: served.recording)
      options.websocketURL = "ws" + served.url.dropFirst("http".count)
      options.minFreeBytes = 1 << 20
      let recorder = try MarketRecorder(options)
      var candles: [Candle] = []
      var reports: [String] = []
      let summary = try recorder.run { event in
        switch event {
        case .candle(let candle, let symbol):
          #expect(symbol == "ADABNB")
          candles.append(candle)
          if candles.count == 4 { recorder.stop() }
        case .amended(let candle, _): Issue.record("\(candle)")
        case .report(let line): reports.append(line)
        }
      }
      #expect(summary.endReason == "it was stopped")
      #expect(summary.connectionsOpened == 1 && summary.missingTrades == 0)
      #expect(reports.first?.hasPrefix("connection 1: open, 1 stream, ws://127.0.0.1") == true)
      #expect(reports.last == "connection 1: closed: the recorder stops")
      #expect(candles.count >= 4)
      var saved: [Candle] = []
      try SavedRecording(served.recording).forEachCandle(of: .m1) { candle, _ in
        saved.append(candle)
      }
      #expect(saved.prefix(candles.count) == candles[...])
    }

    @Test func `what its observer throws ends the recording in order`() throws {
      struct Enough: Error {}
      let served = try ServedRecording("--start", "2024-08-08", "--speed", "240x")
      var options = MarketRecorder.Options(symbols: ["ADABNB"], output: served.recording)
      options.websocketURL = "ws" + served.url.dropFirst("http".count)
      options.minFreeBytes = 1 << 20
      let recorder = try MarketRecorder(options)
      #expect(throws: Enough.self) {
        try recorder.run { if case .candle = $0 { throw Enough() } }
      }
      #expect(try ToolRun("verify", served.recording).status == 0)
      let error = #expect(throws: (any Error).self) { try recorder.run { _ in } }
      #expect("\(try #require(error))" == "This recorder has run already: make another one.")
    }

    @Test(arguments: [-1, .nan, .infinity, -.infinity] as [Double])
    func `a duration that is none is refused`(seconds: Double) throws {
      var options = MarketRecorder.Options(symbols: ["A"], output: "nowhere")
      options.durationSeconds = seconds
      let error = #expect(throws: (any Error).self) { try MarketRecorder(options) }
      #expect("\(try #require(error))".hasPrefix("A recording cannot take \(seconds) seconds"))
    }

    @Test(
      arguments: [
        ([], "trade", nil, "The stream 'trade' is a symbol's: name a symbol, for example BTCUSDT."),
        (["A"], "trades", nil, "'trades' is no stream of spot"),
        (["A"], "trade", "127.0.0.1:80", "write it like wss://host:port."),
      ] as [([String], String, String?, String)])
    func `options that cannot be followed are refused in words`(
      symbols: [String], stream: String, url: String?, message: String
    ) throws {
      var options = MarketRecorder.Options(symbols: symbols, output: "nowhere")
      options.streams = [stream]
      options.websocketURL = url
      let error = #expect(throws: (any Error).self) { try MarketRecorder(options) }
      #expect("\(try #require(error))".contains(message))
    }
  }
#endif
