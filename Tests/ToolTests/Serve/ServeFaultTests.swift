#if Network
  import Foundation
  import TestSupport
  import Testing

  /// A bot's bad days, on a recording.
  @Suite(.serialized) struct ServeFaultTests {
    @Test func `Under faults of every kind a recorder ends with the recording's own candles`()
      throws
    {
      let folder = try TemporaryFolder()
      let truth = folder.file("truth.jsonl")
      let faults =
        "cut@1s,429@1500ms+1s,duplicate@3s+1s,reorder@4s+1s,stall@5s+1s,garbage-frame@6s,half-frame@7s,"
        + "server-shutdown@8s+500ms"
      let server = try ServeProcess(
        "recordings/demo", "--speed", "600x", "--start-on-connect", "--fault", faults, "--truth",
        truth)
      let recorder = try RunningChild(
        ToolRun.toolPath,
        [
          "record", "--websocket-url", server.url.replacingOccurrences(of: "http", with: "ws"),
          "--symbol", "ADABNB", "--output", folder.file("copy"), "--min-free", "1M", "--json",
        ], errors: folder.file("errors"))
      // Two hours of the market are twelve seconds.
      for _ in 0..<300 {
        let headMs = try server.control("state", method: "GET")["headMs"] as? Int64 ?? 0
        if headMs >= 1_621_641_600_000 + 7_200_000 { break }
        usleep(100_000)
      }
      recorder.signal(SIGTERM)
      #expect(recorder.wait() == 0)
      let said = server.stop().said
      #expect(said.hasSuffix("8 faults\n"), "\(said)")
      let fired = try String(contentsOfFile: truth, encoding: .utf8)
      for fault in faults.split(separator: ",").map({ $0.prefix { $0 != "@" } }) {
        #expect(fired.contains(#""fault":"\#(fault)""#), "\(fault)")
      }
      let golden = try String(
        contentsOfFile: PackageRoot.path + "/recordings/demo/expected/candles-1m.csv",
        encoding: .utf8
      ).split(separator: "\n")
      let rows = try ToolRun(
        "candles", folder.file("copy"), "--interval", "1m", "--format", "csv", "--complete-only"
      ).output.split(separator: "\n")
      #expect(rows.count > 60, "\(rows.count)")
      for row in rows { #expect(golden.contains(row), "\(row)") }
    }
  }
#endif
