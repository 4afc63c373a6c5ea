import Foundation
import RecordingSamples
import TestSupport
import Testing

@testable import Recording

@Suite struct BlockCursorTests {
  private let second: Int64 = 1_000_000_000

  /// Three hours, a frame each minute, two connections; the second opens after half an hour.
  private func threeHours() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let writer = try RecordingWriter(
      directory: folder.path, session: .test, options: .small(block: 400), startNs: startNs)
    try writer.append("open 1", .opened, on: 1)
    for minute in Int64(0)..<180 {
      let now = startNs + minute * 60 * second
      if minute == 30 {
        try writer.append("open 2", atNs: now, .opened, on: 2)
        try writer.append("subscribe 2", atNs: now, .textSent, on: 2)
      }
      if minute == 100 { try writer.append("lost 1", atNs: now, .lost, on: 1) }
      try writer.append("minute \(minute)", atNs: now, on: 1)
    }
    try writer.close(receivedNs: startNs + 180 * 60 * second)
    return folder
  }

  private func minutes(_ frames: [SampleFrame], from: Int64, to: Int64 = .max) -> [String] {
    frames.filter { $0.kind == .text && $0.receivedNs >= from && $0.receivedNs < to }
      .map { String(decoding: $0.payload, as: UTF8.self) }
  }

  @Test func `From any time on, all frames come, and what is open before them`() throws {
    let folder = try threeHours()
    let all = try Played([folder.path]).frames
    for minute in stride(from: Int64(0), to: 180, by: 7) {
      let from = startNs + minute * 60 * second + 5
      let played = try Played([folder.path], fromNs: from)
      #expect(minutes(played.frames, from: from) == minutes(all, from: from))
      #expect(played.damages == [])
      // The connections in force at that time, as a reader finds them.
      #expect(open(played.frames, before: from) == open(all, before: from), "minute \(minute)")
      #expect(played.frames.count < all.count / 3 + (180 - Int(minute)) * 3 / 2)
    }
  }

  @Test func `Up to a time`() throws {
    let folder = try threeHours()
    let all = try Played([folder.path]).frames
    let from = startNs + 50 * 60 * second
    let to = startNs + 70 * 60 * second
    let played = try Played([folder.path], fromNs: from, toNs: to)
    #expect(minutes(played.frames, from: from, to: to) == minutes(all, from: from, to: to))
    #expect(minutes(played.frames, from: to).count <= 5)
    #expect(try Played([folder.path], toNs: startNs).frames == [])
    #expect(try Played([folder.path], fromNs: .max).frames == [])
  }

  /// Payloads of the `o` and `T` records of connections open at a time.
  private func open(_ frames: [SampleFrame], before: Int64) -> [UInt32: [String]] {
    var open: [UInt32: [String]] = [:]
    for frame in frames where frame.receivedNs < before {
      let text = String(decoding: frame.payload, as: UTF8.self)
      switch frame.kind {
      case .opened: open[frame.connection] = [text]
      case .textSent:
        if open[frame.connection]?.contains(text) == false {
          open[frame.connection]?.append(text)
        }
      case .lost: open[frame.connection] = nil
      default: break
      }
    }
    return open
  }

  @Test func `A segment that is gone is shown by the next one`() throws {
    let folder = try threeHours()
    let segments = try Recording(paths: [folder.path]).segments
    #expect(segments.count == 3)
    let all = try Played([folder.path]).frames
    let gone = try Played([segments[1].path]).frames
    try FileManager.default.removeItem(atPath: segments[1].path)
    let played = try Played([folder.path])
    #expect(played.frames == all.filter { !gone.contains($0) })
    #expect(played.damages.count == 1)
    #expect(played.damages.first?.kind == .missingSegment)
    #expect(played.damages.first?.recordsLost == Int64(gone.count))
    #expect(played.damages.first?.segment == segments[2].name)
  }

  @Test func `Segments come in the order of their content, whatever their names`() throws {
    let folder = try threeHours()
    let all = try Played([folder.path]).frames
    let paths = try Recording(paths: [folder.path]).segments.map(\.path)
    for (from, to) in [(paths[0], "b"), (paths[2], paths[0]), (folder.file("b"), paths[2])] {
      let to = to == "b" ? folder.file("b") : to
      try FileManager.default.moveItem(atPath: from, toPath: to)
    }
    #expect(try Played([folder.path]).frames == all)
    #expect(try Played(paths.reversed()).frames == all)
  }

  @Test func `Two recordings come in the order of their times`() throws {
    let later = try TemporaryFolder()
    let earlier = try TemporaryFolder()
    for (folder, start, session) in [(later, startNs, "s1"), (earlier, startNs - 5, "s2")] {
      let writer = try RecordingWriter(
        directory: folder.path, session: .test(session), options: .small(), startNs: start)
      try writer.append(session, atNs: start)
      try writer.close(receivedNs: start)
    }
    #expect(try Played([later.path, earlier.path]).texts == ["s2", "s1"])
  }

  @Test func `Standard input holds segments one after another`() throws {
    let folder = try threeHours()
    let all = try Played([folder.path]).frames
    let paths = try Recording(paths: [folder.path]).segments.map(\.path)
    var joined = Data()
    for path in paths { joined += try Data(contentsOf: URL(fileURLWithPath: path)) }
    try joined.write(to: URL(fileURLWithPath: folder.file("joined")))
    let input = try DiskFile(reading: folder.file("joined"))
    let recording = Recording(segment: try SpooledInput.segment(input, name: "-"))
    #expect(recording.segments.map(\.name) == ["-"])
    let played = try Played(recording)
    #expect(played.frames == all)
    #expect(played.damages == [])
    // Twice, and by two readers at once: the copy stays as long as the recording does.
    #expect(try Played(recording, fromNs: startNs + 7200 * second).frames.count > 60)
  }

  @Test func `A record larger than a block is a block of its own`() throws {
    let folder = try TemporaryFolder()
    let writer = try RecordingWriter(
      directory: folder.path, session: .test, options: .small(block: 400), startNs: startNs)
    let huge = SampleFrame(kind: .response, payload: Array(repeating: 0x61, count: 3_300_000))
    try writer.append("before")
    try writer.append(huge)
    try writer.append("after")
    try writer.commit()
    try writer.close(receivedNs: startNs)
    let recording = try Recording(paths: [folder.path])
    var cursor = BlockCursor(recording)
    var counts: [Int] = []
    while case .block(let location)? = try cursor.next() {
      counts.append(location.header.recordCount)
    }
    #expect(counts == [2, 1, 2])
    #expect(try Played(recording).own.map(\.payload.count) == [6, 3_300_000, 5])
  }

  @Test func `A record beyond the limit is refused, and nothing else is lost`() throws {
    let folder = try TemporaryFolder()
    let writer = try RecordingWriter(
      directory: folder.path, session: .test, options: .small(), startNs: startNs)
    let payload = [UInt8](repeating: 0, count: RecordingLimits.payloadBytesMax + 1)
    #expect(throws: RecordingError.self) {
      try writer.append(receivedNs: startNs, connection: 1, kind: .text, payload: payload.span)
    }
    try writer.append("next")
    try writer.close(receivedNs: startNs)
    #expect(try Played([folder.path]).texts == ["next"])
  }

  @Test func `Time never runs backwards`() throws {
    let folder = try TemporaryFolder()
    let writer = try RecordingWriter(
      directory: folder.path, session: .test, options: .small(), startNs: startNs)
    for offset in [Int64(5), 3, 9, 8, 10] {
      try writer.append("\(offset)", atNs: startNs + offset)
    }
    try writer.close(receivedNs: startNs)
    #expect(try Played([folder.path]).own.map { $0.receivedNs - startNs } == [5, 5, 9, 9, 10])
  }
}
