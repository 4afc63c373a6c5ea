#if Network
  import Foundation
  import TestSupport
  import Testing

  /// The recorder and the exchange of this package, both as a user starts them.
  @Suite(.serialized) struct RecordServeTests {
    static func summary(_ child: RunningChild) throws -> [String: Any] {
      let line = try #require(child.lines.last { $0.contains(#""type":"summary""#) })
      return try #require(
        JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    /// The recording's complete candles, each of which must be one of the server's klines, text for text.
    static func compareWithKlines(
      _ setting: ServedRecording, _ interval: String, status: Int32 = 0
    ) throws -> Int {
      let candles = try ToolRun(
        "candles", setting.recording, "--interval", interval, "--format", "csv",
        "--complete-only")
      #expect(candles.status == status, "\(candles.errors)")
      let rows = candles.output.split(separator: "\n").map(String.init)
      let klines = Set(try setting.klines(interval))
      for row in rows { #expect(klines.contains(row), "the server has no kline \(row)") }
      return rows.count
    }

    @Test func `recorded candles are the server's klines, and live ones the replayed`() throws {
      let setting = try ServedRecording("--start", "2024-08-08", "--speed", "240x")
      let recorder = try setting.record(
        "--stream", "trade,aggTrade,kline_1m,bookTicker,depth@100ms", "--rest",
        "exchangeInfo,klines_1m,depth", "--show", "candles")
      for _ in 0..<6 { try #require(recorder.line(with: #""type":"candle""#) != nil) }
      recorder.signal(SIGTERM)
      #expect(recorder.wait() == 0)
      #expect(try Self.compareWithKlines(setting, "1m") >= 4)
      #expect(try Self.compareWithKlines(setting, "1s") >= 10)

      let summary = try Self.summary(recorder)
      let hash = try #require(summary["candlesSha256"] as? String)
      let replay = try ToolRun("replay", setting.recording, "--interval", "1m", "--json")
      #expect(replay.output.contains(hash))
      #expect(summary["missingTrades"] as? Int == 0)
      #expect(try ToolRun("verify", setting.recording).status == 0)
      // The klines that the server sent agree with the trades that it sent.
      let audit = try ToolRun("audit", setting.recording)
      #expect(audit.status == 0, "\(audit.output)")
    }

    /// More streams than an address holds are asked for by SUBSCRIBE as soon as the connection is open. The
    /// library drops what is sent a moment too early, and says nothing.
    @Test func `streams beyond one address are subscribed by message, and come`() throws {
      let setting = try ServedRecording("--start", "2024-08-08", "--speed", "240x")
      let others = (0..<150).map { "X\(1000 + $0)LONGNAMEUSDT" }.joined(separator: ",")
      let recorder = try setting.record(
        "--symbol", others, "--stream", "trade,kline_1m", "--show", "candles")
      try #require(recorder.line(with: #""type":"candle""#) != nil)
      recorder.signal(SIGTERM)
      #expect(recorder.wait() == 0)
    }

    @Test(arguments: ["candles", "tape"])
    func `a strategy beside the recording, its replay and its backtest have one hash`(
      fills: String
    ) throws {
      let strategy = [
        "--strategy", "sma-cross", "--set", "fast=2", "--set", "slow=5", "--interval", "1s",
        "--fills", fills, "--latency", "200ms", "--json",
      ]
      let setting = try ServedRecording("--start", "2024-08-08", "--speed", "240x")
      let recorder = try setting.record(
        arguments: ["--stream", "trade,kline_1m", "--rest", "exchangeInfo"] + strategy)
      for _ in 0..<6 { try #require(recorder.line(with: #""type":"fill""#) != nil) }
      recorder.signal(SIGTERM)
      #expect(recorder.wait() == 0)
      let summary = try Self.summary(recorder)
      #expect(summary["framesNotLookedAt"] as? Int == 0)
      let hash = try #require(summary["runHash"] as? String)
      func said(_ lines: [String]) -> [String] {
        lines.filter { $0.contains(#""type":"fill""#) }
          .map { String($0[($0.range(of: #""number":"#)?.lowerBound ?? $0.startIndex)...]) }
      }
      let live = said(recorder.lines)
      #expect(live.count >= 6)
      #expect(summary["fills"] as? Int == live.count)
      for speed in ["max", "1000x"] {
        let replay = try ToolRun(
          arguments: ["replay", setting.recording, "--speed", speed] + strategy)
        #expect(said(replay.output.split(separator: "\n").map(String.init)) == live)
        #expect(replay.output.contains(#""runHash":"\#(hash)""#))
      }
      let backtest = try ToolRun(arguments: ["backtest", setting.recording] + strategy)
      #expect(backtest.output.contains(#""runHash":"\#(hash)""#))
      #expect(backtest.output.contains(#""fills":\#(live.count),"#))
    }

    @Test func `under faults the candles are still the server's, and hold each trade once`() throws
    {
      let setting = try ServedRecording(
        "--start", "2024-08-08", "--speed", "60x", "--faults", "11", "--fault-every", "300ms",
        "--fault-kind", "cut,half-frame,garbage-frame,duplicate,reorder,delay")
      let recorder = try setting.record("--show", "candles")
      for _ in 0..<8 { try #require(recorder.line(with: #""type":"candle""#) != nil) }
      recorder.signal(SIGTERM)
      let status = recorder.wait()
      // Frames that are none were among them.
      #expect(try Self.compareWithKlines(setting, "1m", status: 3) >= 1)
      let summary = try Self.summary(recorder)
      // The signal may have come while trades were missing.
      #expect(status == (summary["missingTrades"] as? Int == 0 ? 0 : 3))
      let hash = try #require(summary["candlesSha256"] as? String)
      let replay = try ToolRun("replay", setting.recording, "--interval", "1m", "--json")
      #expect(replay.output.contains(hash))
    }

    /// Runs the recorder until it has shown a candle more.
    private static func recordOnce(_ setting: ServedRecording, _ more: String...) throws
      -> RunningChild
    {
      let recorder = try setting.record(
        arguments: ["--show", "candles", "--interval", "1s"] + more)
      for _ in 0..<3 { try #require(recorder.line(with: #""type":"candle""#) != nil) }
      return recorder
    }

    @Test func `what was missed between two sessions is fetched at once`() throws {
      let setting = try ServedRecording("--start", "2024-08-08", "--speed", "60x")
      let first = try Self.recordOnce(setting)
      first.signal(SIGTERM)
      #expect(first.wait() == 0)
      let second = try Self.recordOnce(setting)
      try #require(second.line(with: #""type":"holeClosed""#) != nil)
      second.signal(SIGTERM)
      #expect(second.wait() == 0)
      #expect(try Self.summary(second)["missingTrades"] as? Int == 0)
      let verify = try ToolRun("verify", setting.recording)
      #expect(verify.status == 0, "\(verify.output)")
      #expect(verify.output.contains(", restart)"))
    }

    @Test func `a backfill fetches what a recording lacks, as a session of its own`() throws {
      let setting = try ServedRecording("--start", "2024-08-08", "--speed", "60x")
      for session in 0..<2 {
        let recorder = try Self.recordOnce(setting, "--no-fill", "--stream", "trade,depth@100ms")
        recorder.signal(SIGTERM)
        // What was missed between the sessions is missing, though nobody asked for it.
        #expect(recorder.wait() == (session == 0 ? 0 : 3))
      }
      #expect(try ToolRun("verify", setting.recording).status == 3)
      let backfill = try ToolRun("backfill", setting.recording)
      #expect(backfill.status == 0, "\(backfill.output)\(backfill.errors)")
      #expect(backfill.output.contains("without a history  depth@100ms"))
      let verify = try ToolRun("verify", setting.recording)
      #expect(verify.status == 0, "\(verify.output)")
      #expect(try ToolRun("info", setting.recording, "--json").output.contains(#"backfill"#))
      // There is nothing left to do.
      let again = try ToolRun("backfill", setting.recording)
      #expect(again.status == 0)
      #expect(again.output.contains("missing now") && again.errors.isEmpty)
    }

    @Test func `kills lose nothing that was acknowledged`() throws {
      try #require(FileManager.default.isExecutableFile(atPath: "/usr/bin/env"))
      let folder = try TemporaryFolder()
      let run = try ToolRun(
        shell: "python3 '\(PackageRoot.path)/.ci/kill-record' --kills 6 --seed 3 "
          + "--frames-per-second 5000 --tool '\(ToolRun.toolPath)'", in: folder.path)
      #expect(run.status == 0, "\(run.output)\(run.errors)")
      #expect(run.output.contains("0 acknowledged lost"))
    }

    @Test func `a recording without any connection is a failure, and says why`() throws {
      let folder = try TemporaryFolder()
      let run = try ToolRun(
        "record", "--websocket-url", "ws://127.0.0.1:1", "--symbol", "A", "--output",
        folder.file("recording"), "--min-free", "1M", "--duration", "300ms")
      #expect(run.status == 1)
      #expect(run.errors.contains("nothing was recorded: no connection was opened in"))
      #expect(run.errors.contains("the last attempt: 127.0.0.1:1: Connection refused"))
      #expect(try ToolRun("verify", folder.file("recording")).status == 0)
    }

    @Test func `a file without certificates is reported, with what was expected`() throws {
      let folder = try TemporaryFolder()
      let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
      let files = [
        (try folder.write("text", Array("no PEM\n".utf8)), "found no certificate, or a broken one"),
        (try folder.write("broken", Array(broken.utf8)), "found no certificate, or a broken one"),
        (folder.file("none"), "found No such file or directory"),
      ]
      for (file, found) in files {
        let run = try ToolRun(
          "record", "--symbol", "A", "--output", folder.file("recording"), "--ca-file", file)
        #expect(run.status == 1)
        #expect(run.errors.contains("\(file): \(found)"), "\(run.errors)")
        #expect(run.errors.contains("-----BEGIN CERTIFICATE-----"))
      }
    }

    @Test func `too little room ends the recording in order, before the disk is full`() throws {
      let setting = try ServedRecording("--start", "2024-08-08", "--frames-per-second", "2000")
      let recorder = try setting.record("--min-free", "900000G")
      #expect(recorder.wait() == 1)
      let said = try String(contentsOfFile: setting.errors, encoding: .utf8)
      #expect(said.contains("free"), "\(said)")
    }

    @Test(
      .enabled(if: SmallDisk.isPossible, SmallDisk.impossible),
      arguments: [
        ("300K", "bytes are free on this disk, 307200 must stay free; nothing more is recorded"),
        ("0", "No space left on device; free some space"),
      ])
    func `a full disk ends the recording in order`(minFree: String, message: String) throws {
      let setting = try ServedRecording("--start", "2024-08-08", "--frames-per-second", "20000")
      let disk = try SmallDisk()
      let recorder = try setting.record(
        "--stream", "trade,bookTicker", "--min-free", minFree, output: disk.path + "/recording")
      #expect(recorder.wait() == 1)
      let said = try String(contentsOfFile: setting.errors, encoding: .utf8)
      #expect(said.contains("error: \(disk.path)/recording") && said.contains(message), "\(said)")
      // What is there can be read, sealed or not, without repair and after it.
      let before = try ToolRun("cat", disk.path + "/recording", "--kind", "t", "--payload")
      #expect(before.status == 0, "\(before.errors)")
      #expect(before.output.split(separator: "\n").count > 1000)
      let copy = setting.recording
      try FileManager.default.copyItem(atPath: disk.path + "/recording", toPath: copy)
      #expect(try ToolRun("repair", copy).status == 0)
      let after = try ToolRun("cat", copy, "--kind", "t", "--payload")
      #expect(after.output == before.output)
      // Repaired, for where the last tail was sealed already nothing marks the end. On a slow machine
      // trades may be missing, which is not damage and nothing to do with the disk.
      let verification = try ToolRun("verify", copy, "--json")
      #expect(verification.output.contains(#""outcome":"whole""#), "\(verification.output)")
    }
  }

  /// A file system of one megabyte, where the tests may make one.
  final class SmallDisk {
    static let isPossible = geteuid() == 0 && (try? SmallDisk()) != nil
    static let impossible: Comment = "needs root, who may mount a tmpfs"

    private let folder: TemporaryFolder
    var path: String { folder.path }

    init() throws {
      folder = try TemporaryFolder()
      guard mount("tmpfs", folder.path, "tmpfs", 0, "size=1m") == 0 else {
        throw CocoaError(.fileWriteVolumeReadOnly)
      }
    }

    deinit { umount(folder.path) }
  }
#endif
