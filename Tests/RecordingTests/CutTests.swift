import Foundation
import Recording
import RecordingSamples
import TestSupport
import Testing

@Suite struct CutTests {
  let source: TemporaryFolder
  let target: TemporaryFolder
  let minute: Int64 = 60_000_000_000

  /// Two sessions of two hours each, a frame a minute, each with two connections.
  init() throws {
    source = try TemporaryFolder()
    target = try TemporaryFolder()
    for (number, session) in ["s1", "s2"].enumerated() {
      let begin = startNs + Int64(number) * 120 * minute
      let writer = try RecordingWriter(
        directory: source.path, session: .test(session), options: .small(block: 400),
        startNs: begin)
      try writer.append("open 1 \(session)", atNs: begin, .opened, on: 1)
      try writer.append("open 2 \(session)", atNs: begin + 30 * minute, .opened, on: 2)
      try writer.append("subscribe \(session)", atNs: begin + 30 * minute, .textSent, on: 2)
      for index in Int64(30)..<120 {
        try writer.append("\(session) \(index)", atNs: begin + index * minute, on: 2)
      }
      try writer.close(receivedNs: begin + 119 * minute)
    }
  }

  private var output: String { target.file("cut") }

  private func cut(from: Int64?, to: Int64?) throws -> Cut {
    try Cut(
      Recording(paths: [source.path]), fromNs: from, toNs: to, output: output,
      session: .test("cut1"), options: .small(block: 400))
  }

  @Test func `A part replays alone: what is open is restated first`() throws {
    let from = startNs + 70 * minute
    let cut = try cut(from: from, to: from + 20 * minute)
    #expect(cut.recordCount == 20)
    let played = try Played([output])
    #expect(played.damages == [])
    #expect(
      played.texts == ["open 1 s1", "open 2 s1", "subscribe s1"] + (70..<90).map { "s1 \($0)" })
    #expect(played.own.map(\.connection) == [1] + Array(repeating: 2, count: 22))
    #expect(played.own.prefix(4).map(\.receivedNs) == Array(repeating: from, count: 4))
    #expect(try Verification(Recording(paths: [output])).outcome == .whole)
  }

  @Test func `All of it: restatements of the source are not repeated`() throws {
    _ = try cut(from: nil, to: nil)
    let played = try Played([output])
    // The cut's own segments restate too; without those, each record is there once.
    let texts = played.own.filter { $0.kind == .text }.map {
      String(decoding: $0.payload, as: UTF8.self)
    }
    #expect(texts == ["s1", "s2"].flatMap { session in (30..<120).map { "\(session) \($0)" } })
    let ofFirst = try Played([Recording(paths: [output]).segments[0].path])
    #expect(ofFirst.own.filter { $0.kind == .opened }.count == 2)
  }

  @Test func `Over two sessions: connections of the second are others`() throws {
    let middle = startNs + 120 * minute
    _ = try cut(from: middle - minute, to: middle + 31 * minute)
    let own = try Played([output]).own
    #expect(
      own.map {
        "\($0.kind.letter) \($0.connection) \(String(decoding: $0.payload, as: UTF8.self))"
      }
        == [
          "o 1 open 1 s1", "o 2 open 2 s1", "T 2 subscribe s1", "t 2 s1 119",
          #"x 1 {"reason":"its session ended in the source"}"#,
          #"x 2 {"reason":"its session ended in the source"}"#,
          "o 3 open 1 s2", "o 4 open 2 s2", "T 4 subscribe s2", "t 4 s2 30",
        ])
  }

  @Test func `Loss in the source is reported in the cut`() throws {
    let path = try Recording(paths: [source.path]).segments[0].path
    let members = try BlockCursorTool.members(path)
    let url = URL(fileURLWithPath: path)
    var bytes = [UInt8](try Data(contentsOf: url))
    bytes[members[2].lowerBound + 80] ^= 1
    try Data(bytes).write(to: url)
    let cut = try cut(from: nil, to: startNs + 60 * minute)
    #expect(cut.damages.count == 1)
    let gaps = try Played([output]).own.filter { $0.kind == .gap }
    #expect(gaps.count == 1)
    #expect(
      String(decoding: gaps[0].payload, as: UTF8.self).hasPrefix(
        #"{"reason":"damaged in the source","detail":"block 2: "#))
  }

  @Test func `Nothing in that time`() throws {
    let error = try #require(throws: RecordingError.self) { _ = try cut(from: 5, to: 6) }
    #expect(
      error.description
        == "nothing was received from 5 ns up to 6 ns; 'tool info' shows when something was")
    #expect(!FileManager.default.fileExists(atPath: output))
  }

  @Test func `Not into a folder that holds something`() throws {
    try target.write("a", [1])
    #expect(throws: RecordingError.self) {
      try Cut(
        Recording(paths: [source.path]), fromNs: nil, toNs: nil, output: target.path,
        session: .test("c"))
    }
  }
}
