import Recording
import RecordingSamples
import TestSupport
import Testing

@Suite struct RecordingWriterTests {
  @Test func `What is written is read, in any block size and however it is committed`() throws {
    for seed in UInt64(1)...12 {
      let folder = try TemporaryFolder()
      var random = SeededRandom(seed: seed)
      let frames = randomFrames(150, seed: seed)
      let writer = try RecordingWriter(
        directory: folder.path, session: .test,
        options: .small(block: Int.random(in: 1...3000, using: &random)), startNs: startNs)
      for frame in frames {
        try writer.append(frame)
        if Bool.random(using: &random) { try writer.commit() }
      }
      try writer.close(receivedNs: frames.last!.receivedNs)
      let played = try Played([folder.path])
      #expect(played.damages.isEmpty, "seed \(seed)")
      #expect(played.own.map(\.payload) == frames.map(\.payload), "seed \(seed)")
      let hours = played.frames.filter { $0.kind == .metadata }.count
      if hours == 1 { #expect(played.own == frames, "seed \(seed)") }
    }
  }

  @Test func `The segments' bytes do not depend on commits`() throws {
    func bytes(committing: Bool) throws -> [[SampleFrame]] {
      let folder = try TemporaryFolder()
      let writer = try RecordingWriter(
        directory: folder.path, session: .test, options: .small(), startNs: startNs)
      for frame in randomFrames(100, seed: 3) {
        try writer.append(frame)
        if committing { try writer.commit() }
      }
      try writer.close(receivedNs: startNs)
      return [try Played([folder.path]).frames]
    }
    #expect(try bytes(committing: true) == bytes(committing: false))
  }

  @Test func `A segment begins with m and ends with z`() throws {
    let folder = try TemporaryFolder()
    let writer = try RecordingWriter(directory: folder.path, session: .test, startNs: startNs)
    try writer.append("a")
    try writer.close(receivedNs: startNs + 5)
    let frames = try Played([folder.path]).frames
    #expect(frames.map(\.kind) == [.metadata, .text, .end])
    #expect(frames.map(\.sequence) == [1, 2, 3])
    let metadata = try #require(SegmentMetadata(payload: frames[0].payload))
    #expect(
      metadata
        == SegmentMetadata(
          session: .test, segmentNumber: 1, startNs: startNs, previousLastSequence: 0))
    #expect(
      String(decoding: frames[2].payload, as: UTF8.self)
        == #"{"lastSequence":3,"sessionEnds":true}"#)
  }

  @Test func `Committed records are read while they lie in a tail`() throws {
    let folder = try TemporaryFolder()
    let writer = try RecordingWriter(
      directory: folder.path, session: .test, options: .small(), startNs: startNs)
    for index in 0..<30 {
      try writer.append("frame \(index)")
      try writer.commit()
      #expect(try Played([folder.path]).texts.count == index + 1)
    }
    try writer.append("not committed")
    #expect(try Played([folder.path]).texts == (0..<30).map { "frame \($0)" })
    try writer.close(receivedNs: startNs)
  }

  @Test func `A new segment restates open connections and what they subscribed to`() throws {
    let folder = try TemporaryFolder()
    let writer = try RecordingWriter(
      directory: folder.path, session: .test, options: .small(), startNs: startNs)
    try writer.append(#"{"url":"wss://one"}"#, .opened, on: 1)
    try writer.append(#"{"url":"wss://two"}"#, .opened, on: 2)
    try writer.append("subscribe", .textSent, on: 2)
    try writer.append("reset", .lost, on: 1)
    try writer.append("next hour", atNs: startNs + 3_600_000_000_000, on: 2)
    try writer.close(receivedNs: startNs)
    let recording = try Recording(paths: [folder.path])
    #expect(
      recording.segments.map(\.name) == [
        "20240808T140000Z-s1-000001.gz", "20240808T150000Z-s1-000002.gz",
      ])
    let second = try Played([recording.segments[1].path])
    #expect(second.texts == [#"{"url":"wss://two"}"#, "subscribe", "next hour"])
    #expect(second.frames.map(\.sequence) == [7, 8, 9, 10, 11])
  }
}
