#if Network
  import Foundation
  import Basics
  import TestSupport
  import Testing

  /// `tool record` against a server that is not ours, over real sockets.
  @Suite(.serialized, .enabled(if: RecordSetting.isPossible, RecordSetting.impossible))
  struct RecordCommandTests {
    /// The value of a key in the summary, the last line of `--json`.
    private static func summary(_ child: RunningChild) throws -> [String: Any] {
      let line = try #require(child.lines.last { $0.contains(#""type":"summary""#) })
      return try #require(
        JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    @Test(arguments: ["127.0.0.1", "localhost"])
    func `real frames over TLS are recorded byte for byte`(host: String) throws {
      let setting = try RecordSetting(isSecure: true, "--limit", "20000")
      let child = try RunningChild(
        ToolRun.toolPath, setting.arguments(["--interval", "1s"], host: host),
        errors: setting.errors)
      try #require(setting.server.line(with: "done") != nil)
      try waitFor(frames: 20_000, in: setting)
      child.signal(SIGTERM)
      #expect(child.wait() == 0)
      let sent = try setting.sent()
      #expect(sent.count == 20_000)
      #expect(try setting.recorded() == sent)
      #expect(try setting.texts("z").last?.contains(#""sessionEnds":true"#) == true)

      // One hash: what was seen live is what a replay makes of it.
      let summary = try Self.summary(child)
      let replay = try ToolRun(
        "replay", setting.recording, "--interval", "1s", "--json")
      let hash = try #require(summary["candlesSha256"] as? String)
      #expect(replay.output.contains(hash))
      #expect(summary["missingTrades"] as? Int == 0)
      #expect(summary["candles"] as? Int ?? 0 > 100)
    }

    @Test func `a certificate that nobody vouches for is refused`() throws {
      let setting = try RecordSetting(isSecure: true)
      var arguments = setting.arguments([])
      arguments.removeAll { $0 == "--ca-file" || $0 == setting.certificate }
      let child = try RunningChild(ToolRun.toolPath, arguments, errors: setting.errors)
      let line = try #require(child.line(with: #""type":"refused""#))
      let cause = "the server's certificate is not trusted here; name its issuer's with --ca-file"
      #expect(line.contains(cause))
      child.signal(SIGINT)
      // Nothing was recorded, whoever ended it.
      #expect(child.wait() == 1)
      #expect(try setting.recorded() == [])
      #expect(try setting.texts("x").first?.contains(cause) == true)
    }

    @Test func `cuts are survived, and what was missed is fetched`() throws {
      let setting = try RecordSetting("--cut", "2000", "--skip", "300", "--limit", "8000")
      let child = try setting.start("--interval", "1s")
      try #require(setting.server.line(with: "done") != nil)
      for _ in 0..<3 { try #require(child.line(with: #""type":"holeClosed""#) != nil) }
      child.signal(SIGTERM)
      #expect(child.wait() == 0)
      #expect(try setting.recorded() == setting.sent())
      let summary = try Self.summary(child)
      #expect(summary["connectionsLost"] as? Int == 3)
      #expect(summary["gaps"] as? Int == 3)
      #expect(summary["missingTrades"] as? Int == 0)
      #expect(
        child.lines.contains {
          $0.contains(#""type":"holeClosed""#) && $0.contains(#""isFilled":true"#)
        })
      // The replay knows of the same gaps, and of what was fetched into them.
      let replay = try ToolRun("replay", setting.recording, "--interval", "1s", "--json")
      #expect(replay.output.contains(try #require(summary["candlesSha256"] as? String)))
      #expect(replay.output.contains(#""missingTrades":0"#))
      #expect(try ToolRun("verify", setting.recording).status == 0)
      #expect(try setting.texts("r").allSatisfy { $0.hasPrefix(#"{"method":"GET""#) })
      #expect(try setting.texts("x").count >= 3)
    }

    @Test func `gaps of the last moments before a stop are said to be not asked for`()
      throws
    {
      let setting = try RecordSetting(
        "--cut", "2000", "--skip", "300", "--limit", "4000", "--burst", "20", "--pause", "0.01",
        "--block", "600")
      let child = try setting.start(
        "--interval", "1s", "--show", "candles", "--rest", "exchangeInfo")
      // Until the exchange lets it ask again nothing is asked for, however late the signal comes.
      try #require(child.line(with: #""type":"requestsBlocked""#) != nil)
      try #require(child.line(with: #""type":"lost""#) != nil)
      try #require(child.line(with: #""type":"opened""#) != nil)
      // The next connection has brought trades behind the gap.
      try #require(child.line(with: #""type":"candle""#) != nil)
      child.signal(SIGTERM)
      #expect(child.wait() == 3)
      let closed = try #require(child.lines.first { $0.contains(#""type":"holeClosed""#) })
      #expect(closed.contains("not asked for; the recorder stopped"), "\(closed)")
      let said = try #require(try setting.texts("g").first)
      #expect(said.contains("trades are missing and were not asked for"))
      #expect(try !setting.texts("R").contains { $0.contains("historicalTrades") })
      // Everything that is missing is reported.
      let saidCount = try setting.texts("g").compactMap {
        JSONValue(text: $0)?.integer("missing")
      }
      .reduce(0, +)
      #expect(try Self.summary(child)["missingTrades"] as? Int == Int(saidCount))
    }

    @Test func `garbage, binary frames and fragments are recorded as they came`() throws {
      let setting = try RecordSetting("--garbage", "--limit", "100")
      let child = try setting.start()
      try #require(setting.server.line(with: "done") != nil)
      try waitFor(frames: 106, in: setting)
      child.signal(SIGHUP)
      #expect(child.wait() == 0)
      #expect(try setting.recorded() == setting.sent())
    }

    @Test func `an error message closes its connection, which is opened anew`() throws {
      let setting = try RecordSetting("--error-at", "500", "--limit", "1000")
      let child = try setting.start()
      try #require(setting.server.line(with: "done") != nil)
      try waitFor(frames: 1001, in: setting)
      child.signal(SIGTERM)
      #expect(child.wait() == 0)
      #expect(try setting.recorded() == setting.sent())
      #expect(child.lines.contains { $0.contains("the exchange sent an error: made to fail") })
      #expect(try Self.summary(child)["connectionsOpened"] as? Int == 2)
    }

    @Test func `an announced shutdown is overlapped`() throws {
      let setting = try RecordSetting("--shutdown-at", "200", "--limit", "3000", "--burst", "5")
      let child = try setting.start()
      let line = try #require(child.line(with: #""type":"opening""#))
      #expect(line.contains("announced a shutdown"))
      try #require(child.line(with: #""type":"opened""#) != nil)
      child.signal(SIGTERM)
      #expect(child.wait() == 0)
      #expect(try Self.summary(child)["connectionsOpened"] as? Int == 2)
    }

    @Test func `a server that refuses is asked again`() throws {
      let setting = try RecordSetting("--refuse", "1", "--limit", "50")
      let child = try setting.start()
      let line = try #require(child.line(with: #""type":"refused""#))
      #expect(line.contains("HTTP 503"))
      try #require(setting.server.line(with: "done") != nil)
      try waitFor(frames: 50, in: setting)
      child.signal(SIGTERM)
      #expect(child.wait() == 0)
      #expect(try setting.recorded() == setting.sent())
    }

    @Test func `a session is added to a folder that has one`() throws {
      let setting = try RecordSetting("--limit", "200")
      for _ in 0..<2 {
        let child = try setting.start()
        try #require(child.line(with: #""type":"opened""#) != nil)
        child.signal(SIGTERM)
        #expect(child.wait() == 0)
      }
      #expect(try ToolRun("verify", setting.recording).status == 0)
      #expect(try setting.texts("m").count == 2)
    }

    @Test func `wrong usage says what to do`() throws {
      let none = try ToolRun("record", "--output", "x")
      #expect(none.status == 2)
      #expect(none.errors.contains("Missing --symbol"))
      let typo = try ToolRun("record", "--output", "x", "--symbol", "A", "--stream", "aggtrade")
      #expect(typo.status == 2)
      #expect(typo.errors.contains("Did you mean 'aggTrade'?"))
      let url = try ToolRun(
        "record", "--output", "x", "--symbol", "A", "--websocket-url", "http://h")
      #expect(url.status == 2)
      let folder = try TemporaryFolder()
      let key = try folder.write("key", Array("secret\n".utf8))
      chmod(key, 0o644)
      let open = try ToolRun(
        "record", "--output", folder.file("r"), "--symbol", "A", "--api-key-file", key)
      #expect(open.status == 1)
      #expect(open.errors.contains("found mode 644, expected 600"))
    }

    /// Until that many data frames are on the disk.
    private func waitFor(frames: Int, in setting: RecordSetting) throws {
      let deadline = Date(timeIntervalSinceNow: 30)
      while (try? setting.recorded().count) ?? 0 < frames {
        try #require(deadline > Date(), "the frames do not arrive")
        Thread.sleep(forTimeInterval: 0.02)
      }
    }
  }
#endif
