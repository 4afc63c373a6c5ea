import Foundation
import Recording
import RecordingSamples
import TestSupport
import Testing

@Suite struct RecordingInfoTests {
  private func recorded() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let writer = try RecordingWriter(
      directory: folder.path, session: .test, options: .small(block: 300), startNs: startNs)
    try writer.append(#"{"url":"wss://h/stream?streams=a@trade/b@depth"}"#, .opened, on: 1)
    try writer.append(#"{"url":"wss://h/ws/c@trade"}"#, .opened, on: 2)
    for index in 0..<6 {
      try writer.append(#"{"stream":"a@trade","data":{}}"#, atNs: startNs + Int64(index), on: 1)
      try writer.append(#"{"e":"trade"}"#, atNs: startNs + Int64(index), on: 2)
    }
    try writer.append(#"{"stream":"b@depth","data":{}}"#, on: 1)
    try writer.append(
      "{\"method\":\"GET\",\"url\":\"https://h/api/v3/klines?symbol=A\",\"status\":200}\n[]",
      .response, on: 3)
    try writer.append(
      "{\"data\":\"klines\",\"symbol\":\"A\",\"interval\":\"1m\"}\n1,2", .archive, on: 4)
    try writer.append(#"{"reason":"queue full"}"#, .gap, on: 0)
    try writer.append("late", atNs: startNs + 3_600_000_000_000, .lost, on: 1)
    try writer.close(receivedNs: startNs)
    return folder
  }

  @Test func `What, when, how much, by stream`() throws {
    let folder = try recorded()
    let info = try RecordingInfo(Recording(paths: [folder.path]))
    #expect(info.segments.map(\.name).count == 2)
    #expect(info.segments.allSatisfy { $0.isEnded && $0.tailCount == 0 && $0.blockCount > 0 })
    #expect(info.recordCount == 25)
    #expect(info.firstReceivedNs == startNs)
    #expect(info.lastReceivedNs == startNs + 3_600_000_000_000)
    #expect(info.sessions.map(\.id) == ["s1"])
    #expect(info.sessions.map(\.segmentCount) == [2])
    #expect(
      info.streams.map { "\($0.name) \($0.recordCount)" } == [
        "GET /api/v3/klines 1", "a@trade 6", "archive klines A 1m 1", "b@depth 1", "c@trade 6",
      ])
    #expect(
      info.connections.map { "\($0.connection) \($0.url) \($0.opened) \($0.lost)" } == [
        "1 wss://h/stream?streams=a@trade/b@depth 2 1", "2 wss://h/ws/c@trade 2 0", "3  0 0",
        "4  0 0",
      ])
    #expect(info.gaps.map(\.text) == [#"{"reason":"queue full"}"#])
    #expect(
      info.kinds.map { "\($0.kind) \($0.recordCount)" } == [
        "a 1", "g 1", "m 2", "o 4", "r 1", "t 13", "x 1", "z 2",
      ])
    #expect(info.damageCount == 0)
    #expect(try JSONEncoder().encode(info).isEmpty == false)
  }

  @Test func `Headers alone tell when and how much`() throws {
    let folder = try recorded()
    let info = try RecordingInfo(Recording(paths: [folder.path]), reading: false)
    #expect(info.recordCount == 25)
    #expect(info.lastReceivedNs == startNs + 3_600_000_000_000)
    #expect(info.streams.isEmpty && info.sessions.isEmpty && !info.hasRecords)
  }

  @Test func `A live recording names its writer`() throws {
    let folder = try TemporaryFolder()
    let writer = try RecordingWriter(
      directory: folder.path, session: .test, options: .small(), startNs: startNs)
    try writer.append("a")
    try writer.commit()
    let info = try RecordingInfo(Recording(paths: [folder.path]))
    #expect(info.writers.count == 1)
    #expect(info.segments[0].tailCount == 1)
    #expect(!info.segments[0].isEnded)
    try writer.close(receivedNs: startNs)
  }
}
