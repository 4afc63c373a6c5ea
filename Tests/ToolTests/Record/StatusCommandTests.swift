#if Network
  import Foundation
  import TestSupport
  import Testing

  /// `tool status`, of recorders that are at work and of those that are not.
  @Suite(.serialized) struct StatusCommandTests {
    @Test func `a recorder's state is read from its folder while it records`() throws {
      let setting = try ServedRecording("--start", "2024-08-08", "--speed", "60x")
      let recorder = try setting.record(
        "--show", "candles", "--interval", "1s", "--stream", "trade,depth@100ms")
      for _ in 0..<3 { try #require(recorder.line(with: #""type":"candle""#) != nil) }
      let status = try ToolRun("status", setting.recording)
      #expect(status.status == 0, "\(status.output)\(status.errors)")
      #expect(status.output.contains("recorder     \(setting.recording): process "))
      #expect(status.output.contains("connections  1 open"))
      #expect(status.output.contains("stream       adabnb@trade: "))
      #expect(status.output.contains(", 0 missing"))
      let json = try ToolRun("status", setting.recording, "--json", "--last", "10m")
      #expect(json.output.contains(#""missingTrades":0,"#))
      recorder.signal(SIGTERM)
      #expect(recorder.wait() == 0)
      // Nobody records any more.
      let after = try ToolRun("status", setting.recording)
      #expect(after.status == 3)
      #expect(after.output.contains("recorder     nobody records there"))
      #expect(after.output.contains("connections  0 open"))
      #expect(try ToolRun("verify", setting.recording).status == 0)
    }

    @Test func `what is no recording, and no time, is refused`() throws {
      let folder = try TemporaryFolder()
      #expect(try ToolRun("status", folder.file("nowhere")).status == 1)
      #expect(try ToolRun("status", folder.path, "--last", "0s").status == 2)
    }
  }
#endif
