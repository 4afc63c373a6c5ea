#if Network
  import Foundation
  import TestSupport
  import Testing

  /// `tool record` of symbols that are chosen from what the exchange lists.
  @Suite(.serialized) struct ChosenSymbolTests {
    private static func record(_ setting: ServedRecording, _ more: String...) throws -> ToolRun {
      try ToolRun(
        arguments: [
          "record", "--websocket-url", setting.url.replacingOccurrences(of: "http", with: "ws"),
          "--output", setting.recording, "--min-free", "1M", "--duration", "1s",
        ] + more)
    }

    @Test(arguments: [["--symbol", "all"], ["--symbol", "*bnb"], ["--top", "3"]])
    func `what is traded is chosen`(options: [String]) throws {
      let setting = try ServedRecording("--start", "2024-08-08", "--speed", "60x")
      let recorder = try RunningChild(
        ToolRun.toolPath,
        [
          "record", "--websocket-url", setting.url.replacingOccurrences(of: "http", with: "ws"),
          "--output", setting.recording, "--min-free", "1M", "--show", "candles", "--interval",
          "1s", "--json",
        ] + options, errors: setting.errors)
      try #require(recorder.line(with: #""type":"candle""#) != nil)
      recorder.signal(SIGTERM)
      #expect(recorder.wait() == 0)
      let said = try String(contentsOfFile: setting.errors, encoding: .utf8)
      #expect(said.contains("1 symbol: ADABNB"), "\(said)")
    }

    @Test func `a choice that takes nothing in, and wrong streams, are refused`() throws {
      let setting = try ServedRecording("--start", "2024-08-08", "--speed", "60x")
      let nothing = try Self.record(setting, "--symbol", "*EUR")
      #expect(nothing.status == 1)
      #expect(
        nothing.errors.contains("no symbol that is traded there matches --symbol *EUR"),
        "\(nothing.errors)")
      // Before anything is asked.
      let stream = try Self.record(setting, "--symbol", "all", "--stream", "kline_7m")
      #expect(stream.status == 2)
      #expect(try Self.record(setting, "--top", "0").status == 2)
      #expect(!FileManager.default.fileExists(atPath: setting.recording))
    }
  }
#endif
