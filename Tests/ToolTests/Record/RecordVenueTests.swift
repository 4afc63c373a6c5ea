#if Network
  import Foundation
  import TestSupport
  import Testing

  /// Futures, from the exchange to the recording and back, as a user starts them.
  @Suite(.serialized) struct RecordVenueTests {
    @Test(
      arguments: [("usdm", "BTCUSDT", "/fapi/v1"), ("coinm", "BTCUSD_PERP", "/dapi/v1")])
    func `aggregates that a cut lost are fetched by id, and the candles are the server's`(
      venue: String, symbol: String, api: String
    ) throws {
      let setting = try ServedRecording(
        "--venue", venue, "--start", "2024-08-08", "--speed", "60x", "--rate", "0.1", "--fault",
        "cut@1500ms,cut@1600ms", symbol: symbol, api: api)
      let recorder = try setting.record(
        "--venue", venue, "--stream", "aggTrade,kline_1m,depth@100ms", "--rest",
        "exchangeInfo,klines_1m,depth", "--show", "candles")
      try #require(recorder.line(with: #""isFilled":true"#) != nil)
      for _ in 0..<3 { try #require(recorder.line(with: #""type":"candle""#) != nil) }
      recorder.signal(SIGTERM)
      #expect(recorder.wait() == 0)
      #expect(try RecordServeTests.compareWithKlines(setting, "1m") >= 2)

      let summary = try RecordServeTests.summary(recorder)
      #expect(summary["missingTrades"] as? Int == 0)
      let hash = try #require(summary["candlesSha256"] as? String)
      let replay = try ToolRun("replay", setting.recording, "--interval", "1m", "--json")
      #expect(replay.output.contains(hash))
      let verified = try ToolRun("verify", setting.recording)
      #expect(verified.status == 0, "\(verified.output)")
      let audit = try ToolRun("audit", setting.recording)
      #expect(audit.status == 0, "\(audit.output)")
      #expect(audit.output.contains(" 0 differ"), "\(audit.output)")
      let backtest = try ToolRun("backtest", setting.recording, "--interval", "1m")
      #expect(backtest.status == 0, "\(backtest.errors)")
      #expect(backtest.errors.contains("is a contract of COIN-M") == (venue == "coinm"))
      let requests = try ToolRun("cat", setting.recording, "--kind", "R", "--payload").output
      #expect(requests.contains("\(api)/aggTrades?symbol=\(symbol)&fromId="))
      // A book's connection begins with a snapshot, and so does the one after the cut. USD-M has two
      // connections, one for each path, which is why there are two cuts.
      let snapshots = requests.split(separator: "\n").count {
        $0.contains("\(api)/depth?symbol=\(symbol)&limit=1000")
      }
      #expect(snapshots >= 2)
    }

    @Test(
      .enabled(if: SharedReal.exists, Comment(rawValue: SharedReal.absent)),
      arguments: [
        ("hftbacktest", "usdm_btcusdt_20220811.dat.gz", "BTCUSDT", "trade,depth@0ms"),
        (
          "cryptofeed", "cryptofeed_BINANCE_FUTURES.ws.1.0.gz", "CTKUSDT,SUSHIUSDT,AKROUSDT",
          "aggTrade,kline_1m"
        ),
      ])
    func `a real capture of USD-M, served and recorded again, is the same`(
      format: String, file: String, symbols: String, streams: String
    ) throws {
      let folder = try TemporaryFolder()
      let imported = try ToolRun(
        "import", format, SharedReal.path("frames/" + file), "--venue", "usdm", "--output",
        folder.file("real"))
      #expect(imported.status == 0, "\(imported.errors)")
      let server = try ServeProcess(
        folder.file("real"), "--speed", "max", "--max-rate", "1000000", "--start-on-connect",
        "--from", format == "cryptofeed" ? "2021-07-22T22:25:41Z" : "2022-08-11T14:27:02.6Z")
      let recorder = try RunningChild(
        ToolRun.toolPath,
        [
          "record", "--venue", "usdm", "--websocket-url",
          server.url.replacingOccurrences(of: "http", with: "ws"), "--symbol", symbols, "--stream",
          streams, "--output", folder.file("copy"), "--min-free", "1M", "--no-fill", "--json",
        ], errors: folder.file("errors"))
      try server.waitUntilAllIsRead()
      recorder.signal(SIGTERM)
      #expect(recorder.wait() == 0)
      _ = server.stop()

      let wanted = symbols.lowercased().split(separator: ",").flatMap { symbol in
        streams.split(separator: ",").map { #"{"stream":"\#(symbol)@\#($0)""# }
      }
      func frames(_ recording: String) throws -> [Substring] {
        let run = try ToolRun("cat", recording, "--kind", "t", "--payload")
        return run.output.split(separator: "\n").filter { line in
          wanted.contains { line.hasPrefix($0) }
        }
      }
      let (original, copy) = (try frames(folder.file("real")), try frames(folder.file("copy")))
      #expect(copy.count > 80)
      #expect(Array(original.suffix(copy.count)) == copy)
      #expect(original.count - copy.count < 60)
      let opened = try ToolRun("cat", folder.file("copy"), "--kind", "o", "--payload").output
      #expect(opened.contains(format == "cryptofeed" ? "/market/stream" : "/public/stream"))
    }

    @Test func `a recording of two venues is served one at a time, by choice`() throws {
      let folder = try TemporaryFolder()
      for (venue, symbol) in [("spot", "BTCUSDT"), ("usdm", "BTCUSDT")] {
        let server = try ServeProcess(
          "--generate", "7", "--symbol", symbol, "--venue", venue, "--speed", "60x", "--rate", "0.1"
        )
        let recorder = try RunningChild(
          ToolRun.toolPath,
          [
            "record", "--venue", venue, "--websocket-url",
            server.url.replacingOccurrences(of: "http", with: "ws"), "--symbol", symbol, "--stream",
            "aggTrade", "--output", folder.file("both"), "--min-free", "1M", "--duration", "300ms",
          ], errors: folder.file("errors"))
        #expect(recorder.wait() == 0)
        _ = server.stop()
      }
      let refused = try ToolRun("serve", folder.file("both"), "--port", "0")
      #expect(refused.status == 1)
      #expect(refused.errors.contains("holds frames of spot and usdm"))
      #expect(refused.errors.contains("choose what to serve: --venue spot or --venue usdm"))
      #expect(
        try ToolRun("serve", folder.file("both"), "--venue", "coinm", "--port", "0").errors
          .contains("holds nothing of coinm, but of spot and usdm; leave out --venue"))
      let server = try ServeProcess(folder.file("both"), "--venue", "usdm")
      #expect(try server.control("state", method: "GET")["venue"] as? String == "usdm")
      _ = server.stop()
    }
  }
#endif
