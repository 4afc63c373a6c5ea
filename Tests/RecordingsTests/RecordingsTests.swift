import Feed
import Foundation
import Market
import Recording
import Replay
import TestSupport
import Testing

/// Every recording that ships gives its expected candles, and the same candles, events and digests
/// at any speed, in any block size, in one segment or many.
///
/// `TAPEDECK_RECORD=1` rewrites the expected candles, and the test still fails, so that nobody
/// records by accident.
struct RecordingsTests {
  /// `demo`, `seed`, `faults/gap` and so on.
  static let names: [String] = {
    let root = PackageRoot.path + "/recordings"
    let found = FileManager.default.subpaths(atPath: root) ?? []
    return Set(
      found.filter { $0.hasSuffix(".gz") }.map { ($0 as NSString).deletingLastPathComponent }
    )
    .sorted()
  }()

  static func recording(_ name: String) throws -> Recording {
    try Recording(paths: [PackageRoot.path + "/recordings/" + name])
  }

  @Test func `demo, seed and faults are there`() {
    #expect(Self.names.contains("demo"))
    #expect(Self.names.contains("seed"))
    #expect(Self.names.filter { $0.hasPrefix("faults/") }.count >= 7)
  }

  @Test(arguments: names)
  func `a recording gives its expected candles`(name: String) throws {
    let folder = PackageRoot.path + "/recordings/\(name)/expected"
    let intervals: [Interval] =
      switch name {
      case "demo": [.m1, .m5, .h1]
      case "seed": [.m5]
      default: [.m1]
      }
    for interval in intervals {
      let candles = try CandleRun(name, interval: interval).atFullSpeed(Self.recording(name))
      let path = folder + "/candles-\(interval.rawValue).csv"
      let expected = try? String(contentsOfFile: path, encoding: .utf8)
      if expected != candles.csv, ProcessInfo.processInfo.environment["TAPEDECK_RECORD"] != nil {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true)
        try candles.csv.write(toFile: path, atomically: true, encoding: .utf8)
        Issue.record("recorded \(path): look at it before you commit it")
      }
      #expect(candles.csv == expected, "\(path)")
    }
  }

  @Test(arguments: names)
  func `any speed gives the same candles and events`(name: String) throws {
    let recording = try Self.recording(name)
    let reference = try CandleRun(name, interval: .m1).atFullSpeed(recording)
    for speed in ["1x", "10x", "0.5x"] {
      let paced = try CandleRun(name, interval: .m1).paced(recording, Speed(speed)!)
      #expect(paced.digest.hex == reference.digest.hex, "\(name) at \(speed)")
    }
    for workerCount in [1, 3] {
      let other = try CandleRun(name, interval: .m1)
        .atFullSpeed(recording, workerCount: workerCount)
      #expect(other.digest.hex == reference.digest.hex, "\(name) with \(workerCount) workers")
    }
  }

  @Test(arguments: names)
  func `any block size and any number of segments give the same candles and events`(
    name: String
  ) throws {
    let folder = try TemporaryFolder()
    let original = try Self.recording(name)
    // Damaged bytes are gone after copying, so the copies are compared with each other.
    let whole = try RecordingCopy(original, to: folder.file("whole"), blockRawBytes: 256 << 10)
    let reference = try CandleRun(name, interval: .m1).atFullSpeed(whole.recording)
    for (blockRawBytes, segmentCount) in [(4096, 1), (64 << 10, 20), (1, 3)] {
      // The smallest blocks hold one record each: the demo would make 100,000 members.
      if blockRawBytes == 1 && name == "demo" { continue }
      let copy = try RecordingCopy(
        original, to: folder.file("\(blockRawBytes)"), blockRawBytes: blockRawBytes,
        segmentRawBytesMax: whole.rawBytes / segmentCount + 1)
      // The seed is one frame, which no writer cuts.
      #expect(copy.recording.segments.count >= (name == "seed" ? 1 : min(segmentCount, 3)))
      let run = try CandleRun(name, interval: .m1).atFullSpeed(copy.recording)
      #expect(run.digest.hex == reference.digest.hex, "\(name), blocks of \(blockRawBytes)")
      // A stretch from the middle too: connections opened before it are known, and no news.
      guard name != "seed" else { continue }
      let fromNs = (original.segments[0].firstReceivedNs ?? 0) + 400_000_000_000
      let range = TimeRange(fromNs: fromNs, toNs: fromNs + 300_000_000_000)
      let part = try CandleRun(name, interval: .m1).atFullSpeed(whole.recording, range: range)
      let fast = try CandleRun(name, interval: .m1).atFullSpeed(copy.recording, range: range)
      let slow = try CandleRun(name, interval: .m1).paced(
        copy.recording, Speed("2x")!, range: range)
      #expect(fast.digest.hex == part.digest.hex, "\(name), blocks of \(blockRawBytes), a stretch")
      #expect(slow.digest.hex == part.digest.hex, "\(name), blocks of \(blockRawBytes), a stretch")
    }
  }
}
