import Foundation
import Recording
import RecordingSamples
import TestSupport
import Testing

/// What is no recording is refused, with the file, what was found, and what to do.
@Suite struct BadInputTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func refusal(_ path: String) -> String {
    do {
      _ = try Recording(paths: [path])
      return "none"
    } catch { return "\(error)".replacing(folder.path, with: "F") }
  }

  @Test func `A path where nothing is`() {
    #expect(
      refusal(folder.file("no.gz")) == "F/no.gz: cannot open the file: No such file or directory")
  }

  @Test func `An empty folder`() {
    #expect(
      refusal(folder.path)
        == "F: not a recording: a folder of 0 files, none of them a segment with records; name a "
        + "folder that 'tool record' or 'tool import' wrote, or import these files")
  }

  @Test func `An empty file`() throws {
    try folder.write("a.gz", [])
    #expect(
      refusal(folder.file("a.gz"))
        == "F/a.gz: not a recording: the file is empty; name a folder or a segment with records")
  }

  @Test func `A gzip file of another program`() throws {
    try folder.write("a.gz", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8])
    #expect(
      refusal(folder.file("a.gz"))
        == "F/a.gz: not a recording: a gzip file without block headers (first bytes 1f 8b 08 00 00 "
        + "00 00 00 00 03 01 02 03 04 05 06); if it is a capture of another program, use 'tool "
        + "import'; if it is a recording that was compressed anew, name the original")
  }

  @Test func `A binary file`() throws {
    try folder.write("a.bin", Array(repeating: 0xFF, count: 100_000))
    #expect(
      refusal(folder.file("a.bin")).hasPrefix(
        "F/a.bin: not a recording: the first bytes are ff ff ff"))
  }

  @Test func `A block of a newer version`() throws {
    let sample = try SampleSegment()
    var header = sample.blocks[0].header
    header.version = 9
    try folder.write("a.gz", header.encoded() + Array(repeating: 0, count: 100))
    #expect(
      refusal(folder.file("a.gz"))
        == "F/a.gz at byte 0: the block has format version 9, this program reads 1; use the program "
        + "that wrote it, or a newer one")
  }

  @Test(arguments: UInt64(1)...200)
  func `Random bytes never crash a reader`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let sample = try SampleSegment()
    var bytes = try sample.bytes
    // Pieces of a segment, shuffled, with noise between.
    var mixed: [UInt8] = []
    for _ in 0..<Int.random(in: 1...12, using: &random) {
      let begin = Int.random(in: 0..<bytes.count, using: &random)
      let end = min(bytes.count, begin + Int.random(in: 1...600, using: &random))
      mixed += bytes[begin..<end]
      mixed += (0..<Int.random(in: 0...30, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
    }
    bytes = mixed
    try sample.change { $0 = bytes }
    guard let played = try? Played([sample.path]) else { return }
    // Whatever is read was written, in order, and once.
    var rest = sample.frames[...]
    for frame in played.frames {
      guard let index = rest.firstIndex(of: frame) else {
        Issue.record("seed \(seed): \(frame)")
        return
      }
      rest = rest[(index + 1)...]
    }
  }

  @Test func `The largest numbers that names, headers and metadata can hold`() throws {
    let record = Array("\(Int64.max) 4294967295 t 0 \n".utf8)
    let segment = "20240808T140000Z-s1-000001.gz"
    var header = BlockHeader(
      memberBytes: 0, rawBytes: 0, recordCount: 0, blockNumber: RecordingLimits.blockNumberMax,
      firstSequence: RecordingLimits.sequenceMax, firstReceivedNs: .max, lastReceivedNs: .max,
      sessionTag: SessionInfo.test.tag)
    let metadata =
      #"{"format":1,"session":"s1","segment":9223372036854775807,"startNs":9223372036854775807,"#
      + #""previousLastSequence":9223372036854775807}"#
    let raws = [record, Array("\(Int64.max) 0 m \(metadata.utf8.count) \(metadata)\n".utf8)]
    for raw in raws {
      let folder = try TemporaryFolder()
      header.rawBytes = raw.count
      header.recordCount = 1
      let member = BlockEncoder().encoded(raw, header)
      try folder.write(segment, member + member)
      for number in ["0.9223372036854775807", "4294967295.1", "4294966271.4611686018427387903"] {
        try folder.write("\(segment).tail.\(number)", record)
      }
      let recording = try Recording(paths: [folder.path])
      #expect(try Played(recording).frames.count > 0)
      #expect(try Verification(recording).outcome == .damaged)
      // What cannot be numbered any further cannot be repaired; it must not crash.
      _ = try? Repair(directory: folder.path)
    }
  }

  @Test func `Options that make no sense are refused`() throws {
    func refusal(_ change: (inout RecordingWriter.Options) -> Void) -> String {
      var options = RecordingWriter.Options.small()
      change(&options)
      do {
        _ = try RecordingWriter(
          directory: folder.path, session: .test, options: options, startNs: startNs)
        return "none"
      } catch { return "\(error)" }
    }
    #expect(refusal { $0.blockRawBytes = 0 } == "a block of 0 bytes: expected 1 to 16777216")
    #expect(refusal { $0.level = 0 } == "compression level 0: expected 1 to 9")
    #expect(
      refusal { $0.sync = .every(ns: 0) }
        == "a sync every 0 ns: expected more than 0, or 'always'")
  }
}
