#if Network
  import Foundation
  import TestSupport
  import Testing

  /// `tool record` against `tool serve`, from a recording to a recording.
  struct RoundTripTests {
    private static let demo = PackageRoot.path + "/recordings/demo"
    private static let streams = "trade,kline_5m,depth@100ms"

    private static func hash(_ recording: String) throws -> String {
      let replay = try ToolRun("replay", recording, "--interval", "1m", "--json")
      let line = try #require(
        replay.output.split(separator: "\n").first { $0.contains("candlesSha256") })
      let summary = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return try #require(summary?["candlesSha256"] as? String)
    }

    private static func frames(_ recording: String) throws -> [Substring] {
      let run = try ToolRun("cat", recording, "--kind", "t", "--payload")
      #expect(run.status == 0, "\(run.errors)")
      return run.output.split(separator: "\n")
    }

    @Test(arguments: [[], ["--redundant"]])
    func `A recording of a served recording has its frames, trades and candles`(
      more: [String]
    ) throws {
      let folder = try TemporaryFolder()
      let server = try ServeProcess(
        "recordings/demo", "--speed", "max", "--max-rate", "1000000", "--start-on-connect")
      let recorder = try RunningChild(
        ToolRun.toolPath,
        [
          "record", "--websocket-url", server.url.replacingOccurrences(of: "http", with: "ws"),
          "--symbol", "ADABNB", "--stream", Self.streams, "--rest", "exchangeInfo,klines_5m,depth",
          "--output", folder.file("copy"), "--min-free", "1M", "--no-fill", "--json",
        ] + more, errors: folder.file("errors"))
      try server.waitUntilAllIsRead()
      recorder.signal(SIGTERM)
      #expect(recorder.wait() == 0)
      #expect(!server.stop().said.contains("dropped"))
      let (original, copy) = (try Self.frames(Self.demo), try Self.frames(folder.file("copy")))
      let trades = { (frames: [Substring]) in frames.filter { $0.contains(#"@trade""#) } }
      if more.isEmpty {
        // All but what came before the recorder's REST answers, where serving begins.
        #expect(copy.count > 90_000 && Array(original.suffix(copy.count)) == copy)
        #expect(trades(original) == trades(copy))
      }
      #expect(try Self.hash(folder.file("copy")) == Self.hash(Self.demo))
    }
  }
#endif
