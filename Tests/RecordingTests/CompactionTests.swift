import Foundation
import Recording
import RecordingSamples
import TestSupport
import Testing

@Suite struct CompactionTests {
  let source: TemporaryFolder

  init() throws {
    source = try TemporaryFolder()
    let writer = try RecordingWriter(
      directory: source.path, session: .test, options: .small(block: 500), startNs: startNs)
    for index in Int64(0)..<400 {
      try writer.append(
        #"{"e":"trade","p":"\#(61_000 + index).50","q":"0.001"}"#,
        atNs: startNs + index * 30_000_000_000)
    }
    try writer.close(receivedNs: startNs)
  }

  @Test func `The same records with the same numbers, in fewer bytes`() throws {
    let target = try TemporaryFolder()
    let before = try Played([source.path])
    let compaction = try Compaction(directory: source.path, output: target.file("new"))
    #expect(compaction.segmentCount == 4)
    #expect(compaction.bytesAfter * 2 < compaction.bytesBefore)
    #expect(try Played([target.file("new")]) == before)
    #expect(try Verification(Recording(paths: [target.file("new")])).outcome == .whole)
    let recording = try Recording(paths: [target.file("new")])
    #expect(
      recording.segments.map(\.name) == (try Recording(paths: [source.path]).segments.map(\.name)))
    #expect(recording.segments.reduce(0) { $0 + $1.byteCount } == compaction.bytesAfter)
  }

  @Test func `In place`() throws {
    let before = try Played([source.path])
    let compaction = try Compaction(directory: source.path, output: nil)
    #expect(compaction.left == [])
    #expect(try Played([source.path]) == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: source.path).count == 4)
  }

  @Test func `A damaged recording is refused, and left as it is`() throws {
    let path = try Recording(paths: [source.path]).segments[1].path
    let url = URL(fileURLWithPath: path)
    var bytes = [UInt8](try Data(contentsOf: url))
    bytes[bytes.count / 2] ^= 1
    try Data(bytes).write(to: url)
    #expect(throws: RecordingError.self) { try Compaction(directory: source.path, output: nil) }
    #expect([UInt8](try Data(contentsOf: url)) == bytes)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: source.path).allSatisfy {
        $0.hasSuffix(".gz")
      })
    // Repaired, it can be compacted.
    _ = try Repair(directory: source.path)
    let before = try Played([source.path])
    _ = try Compaction(directory: source.path, output: nil)
    #expect(try Played([source.path]) == before)
  }

  @Test func `After a failure nothing of the new folder stays`() throws {
    let target = try TemporaryFolder()
    let files = FileManager.default
    // Interrupted in the third segment: two are made by then.
    struct Interrupted: Error {}
    var calls = 0
    let blocks = try Recording(paths: [source.path]).segments.count
    #expect(throws: Interrupted.self) {
      try Compaction(directory: source.path, output: target.file("a/b/new")) { _ in
        calls += 1
        if try files.contentsOfDirectory(atPath: target.file("a/b/new")).count >= blocks {
          throw Interrupted()
        }
      }
    }
    #expect(calls > 2)
    #expect(try files.contentsOfDirectory(atPath: target.path) == [])
    // Damaged in the last segment.
    let last = try #require(try Recording(paths: [source.path]).segments.last).path
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: last)))
    bytes[bytes.count / 2] ^= 1
    try Data(bytes).write(to: URL(fileURLWithPath: last))
    #expect(throws: RecordingError.self) {
      try Compaction(directory: source.path, output: target.file("new"))
    }
    #expect(try files.contentsOfDirectory(atPath: target.path) == [])
    // A folder that was there stays, as empty as it was.
    try files.createDirectory(atPath: target.file("mine"), withIntermediateDirectories: true)
    #expect(throws: RecordingError.self) {
      try Compaction(directory: source.path, output: target.file("mine"))
    }
    #expect(try files.contentsOfDirectory(atPath: target.path) == ["mine"])
    #expect(try files.contentsOfDirectory(atPath: target.file("mine")) == [])
  }

  @Test func `What is not sealed is left in place, and copied elsewhere`() throws {
    let folder = try TemporaryFolder()
    do {
      let writer = try RecordingWriter(
        directory: folder.path, session: .test, options: .small(), startNs: startNs)
      for index in 0..<10 { try writer.append("frame \(index)") }
      try writer.commit()
    }
    #expect(try Compaction(directory: folder.path, output: nil).left.count == 1)
    _ = try Compaction(directory: folder.path, output: folder.file("new"))
    #expect(try Played([folder.file("new")]).texts == (0..<10).map { "frame \($0)" })
  }
}
