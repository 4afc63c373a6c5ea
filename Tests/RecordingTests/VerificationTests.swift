import Foundation
import Recording
import RecordingSamples
import TestSupport
import Testing

@Suite struct VerificationTests {
  let folder: TemporaryFolder
  let second: Int64 = 1_000_000_000

  /// Four segments of one session, ten frames each.
  init() throws {
    folder = try TemporaryFolder()
    let writer = try RecordingWriter(
      directory: folder.path, session: .test, options: .small(), startNs: startNs)
    for index in Int64(0)..<40 {
      try writer.append("frame \(index)", atNs: startNs + index * 360 * second)
    }
    try writer.close(receivedNs: startNs + 39 * 360 * second)
  }

  private var names: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
        $0.hasSuffix(".gz")
      }
      .sorted()
    }
  }

  private func verify(_ paths: [String]? = nil) throws -> Verification {
    try Verification(Recording(paths: paths ?? [folder.path]))
  }

  private func change(_ name: String, _ change: (inout [UInt8]) -> Void) throws {
    let url = URL(fileURLWithPath: folder.file(name))
    var bytes = [UInt8](try Data(contentsOf: url))
    change(&bytes)
    try Data(bytes).write(to: url)
  }

  private func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: folder.file(name))
  }

  private func expect(
    _ result: Verification, _ kinds: [Damage.Kind], lost: Int64?, _ text: String
  ) {
    #expect(result.outcome == .damaged)
    #expect(result.damages.map(\.kind) == kinds)
    #expect((result.isLossUnknown ? nil : result.recordsLost) == lost)
    #expect(
      result.damages.contains { $0.message.contains(text) }, "\(result.damages.map(\.message))")
  }

  @Test func `A whole recording`() throws {
    let result = try verify()
    #expect(result.outcome == .whole)
    #expect(result.damages == [])
    #expect(result.notes == [])
    #expect(result.segmentCount == 4)
    #expect(result.recordCount == 48)
    #expect(try verify([folder.file(names[2])]).outcome == .whole)
  }

  @Test func `A flipped byte`() throws {
    try change(names[1]) { $0[$0.count / 2] ^= 0xFF }
    let result = try verify()
    #expect(result.outcome == .damaged)
    #expect(result.damageCount == 1)
    #expect(result.recordsLost > 0 && result.recordsLost < 12)
    #expect(result.recordsLost + result.recordCount == 48)
  }

  @Test func `A cut tail`() throws {
    let whole = try verify()
    for bytes in [1, 20, 30] {
      let name = try names[3]
      try change(name) { $0.removeLast(bytes) }
      let result = try verify()
      #expect(result.outcome == .damaged)
      #expect(result.damages.map(\.kind) == [.cutBlock])
      #expect(result.recordsLost + result.recordCount == whole.recordCount)
    }
  }

  @Test func `A tail cut between two blocks`() throws {
    let name = try names[3]
    let members = try BlockCursorTool.members(folder.file(name))
    try change(name) { $0.removeSubrange(members.last!) }
    expect(try verify(), [.uncleanEnd], lost: nil, "nothing marks the end: the file was cut, or")
    // In the middle of a session the next segment says what is gone.
    let (second, third) = (try names[1], try names[2])
    let lost = try Played([folder.file(second)]).frames.count
    let first = try BlockCursorTool.members(folder.file(second))[0]
    try change(second) { $0.removeSubrange(first.upperBound...) }
    let left = try Played([folder.file(second)]).frames.count
    let result = try verify()
    #expect(result.damages.map(\.kind) == [.missingRecords, .uncleanEnd, .uncleanEnd])
    #expect(result.damages[0].recordsLost == Int64(lost - left))
    #expect(result.damages[0].segment == third)
  }

  @Test(arguments: 0..<4) func `A missing segment`(index: Int) throws {
    let name = try names[index]
    let lost = Int64(try Played([folder.file(name)]).frames.count)
    try remove(name)
    let result = try verify()
    let texts = [
      "the first segment of session s1 here is number 2", "begins with record",
      "begins with record", "says that another one of its session follows, but none does",
    ]
    expect(result, [.missingSegment], lost: index == 3 ? nil : lost, texts[index])
  }

  @Test func `Reordered segments`() throws {
    let names = try names
    for (from, to) in [(names[1], "x"), (names[2], names[1]), ("x", names[2])] {
      try FileManager.default.moveItem(atPath: folder.file(from), toPath: folder.file(to))
    }
    let result = try verify()
    expect(result, [.misnamedSegment, .misnamedSegment], lost: 0, "its name should be \(names[1])")
    #expect(result.recordCount == 48)
  }

  @Test func `A renamed segment`() throws {
    let name = try names[0]
    try FileManager.default.moveItem(
      atPath: folder.file(name), toPath: folder.file("old.gz"))
    expect(try verify(), [.misnamedSegment], lost: 0, "its name should be \(name)")
    // Outside of its folder a segment may have any name.
    let alone = try verify([folder.file("old.gz")])
    #expect(alone.outcome == .whole)
    #expect(alone.notes.count == 1)
  }

  @Test func `Trailing garbage`() throws {
    try change(names[2]) { $0 += Array("garbage".utf8) }
    expect(try verify(), [.trailingBytes], lost: 0, "after the segment's end")
  }

  @Test func `A member from another session, and one from another segment`() throws {
    let other = try SampleSegment(session: "s9")
    let member = try other.bytes[other.range(3)]
    let offset = try BlockCursorTool.members(folder.file(names[1]))[1].lowerBound
    try change(names[1]) { $0.insert(contentsOf: member, at: offset) }
    expect(try verify(), [.foreignBlock], lost: 0, "of another session")
    try change(names[1]) { $0.removeSubrange(offset..<offset + member.count) }

    let from = try BlockCursorTool.members(folder.file(names[0]))[1]
    let own = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file(names[0]))))[from]
    try change(names[1]) { $0.insert(contentsOf: own, at: offset) }
    expect(try verify(), [.repeatedBlock], lost: 0, "expected block 1 with record")
    try change(names[1]) { $0.removeSubrange(offset..<offset + own.count) }

    // One from further on in the session must not make the rest look like a repetition.
    let later = try BlockCursorTool.members(folder.file(names[3]))[1]
    let ahead = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file(names[3]))))[later]
    for offset in [0, offset] {
      try change(names[1]) { $0.insert(contentsOf: ahead, at: offset) }
      let result = try verify()
      expect(result, [.foreignBlock], lost: 0, "of another segment")
      #expect(result.recordCount == 48)
      try change(names[1]) { $0.removeSubrange(offset..<offset + ahead.count) }
    }
  }

  @Test func `A segment that is there twice`() throws {
    try FileManager.default.copyItem(
      atPath: folder.file(names[1]), toPath: folder.file("copy.gz"))
    let result = try verify()
    #expect(result.outcome == .damaged)
    #expect(result.recordCount == 48)
    #expect(result.damages.contains { $0.kind == .repeatedBlock })
  }

  @Test func `Files that are no part of it`() throws {
    try folder.write("notes.gz", [0x1F, 0x8B, 8, 0, 1, 2, 3])
    try folder.write("gone.gz.tail.3.12", Array("1 1 t 0 \n".utf8))
    try folder.write("readme.txt", [1])
    let result = try verify()
    #expect(result.damages.map(\.kind) == [.strangeFile, .strangeFile])
    #expect(result.damages.map(\.segment) == ["gone.gz.tail.3.12", "notes.gz"])
  }

  @Test func `Nothing can be read`() throws {
    for name in try names.dropFirst() { try remove(name) }
    for member in try BlockCursorTool.members(folder.file(names[0])) {
      try change(names[0]) { $0[member.upperBound - 3] ^= 1 }
    }
    let result = try verify()
    #expect(result.outcome == .unreadable)
    #expect(result.recordCount == 0)
  }

  @Test func `Members whose records are not what their header says`() throws {
    let raw = Array("\(startNs + 5) 1 t 1 a\n\(startNs) 1 o 1 b\n".utf8)
    func message(_ change: (inout BlockHeader) -> Void) throws -> String {
      var header = BlockHeader(
        flags: [.endsSegment, .holdsContext], memberBytes: 0, rawBytes: raw.count, recordCount: 2,
        blockNumber: 0, firstSequence: 1, firstReceivedNs: startNs, lastReceivedNs: startNs + 5,
        sessionTag: SessionInfo.test.tag)
      change(&header)
      let folder = try TemporaryFolder()
      try folder.write("a.gz", BlockEncoder().encoded(raw, header))
      return try Verification(Recording(paths: [folder.path])).damages.map(\.detail).joined()
    }
    #expect(try message { $0.recordCount = 3 } == "block 0: found 2 records, its header says 3")
    #expect(
      try message { _ in } == "block 0: record 2 was received before the one ahead of it")
  }

  @Test func `A recording that is being written is whole`() throws {
    let folder = try TemporaryFolder()
    let writer = try RecordingWriter(
      directory: folder.path, session: .test, options: .small(), startNs: startNs)
    for index in 0..<20 { try writer.append("frame \(index)") }
    try writer.commit()
    let result = try Verification(Recording(paths: [folder.path]))
    #expect(result.outcome == .whole)
    #expect(result.notes.contains { $0.contains("being recorded by process") })
    try writer.close(receivedNs: startNs)
  }
}
