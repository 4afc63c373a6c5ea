#if Network
  import CaptureSockets
  import TestSupport
  import Testing

  /// Recording in a program of one's own.
  struct MarketRecorderTests {
    @Test func `a program that sees what is public alone records, and reads the candles back`()
      throws
    {
      let served = try ServedRecording("--start", "2024-08-08", "--speed", "240x")
      let program = ToolRun.toolPath.dropLast("tool".count) + "EmbeddedRecorder"
      let child = try RunningChild(
        String(program),
        ["ws" + served.url.dropFirst("http".count), "ADABNB", served.recording],
        errors: served.errors)
      #expect(child.wait() == 0)
      #expect(child.lines == ["0 trades missing, live and saved the same: true"])
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
