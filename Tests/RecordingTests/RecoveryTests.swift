import Foundation
import Recording
import RecordingSamples
import TestSupport
import Testing

@Suite struct RecoveryTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A folder whose writer was given up after `count` committed frames, its last block in a tail.
  private func abandon(_ count: Int = 11) throws {
    var writer: RecordingWriter? = try RecordingWriter(
      directory: folder.path, session: .test, options: .small(block: 250), startNs: startNs)
    for index in 0..<count {
      try writer?.append("frame \(100 + index)")
      try writer?.commit()
    }
    writer = nil
  }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  private func recover() throws -> [String] {
    let actions = try Recovery.recover(directory: folder.path).map { action in
      (action.path as NSString).lastPathComponent + ": " + action.what
    }
    #expect(try Recovery.recover(directory: folder.path) == [])
    return actions
  }

  private let segment = "20240808T140000Z-s1-000001.gz"
  private let ended = #"{"reason":"the recorder ended without a clean end"}"#
  private let frames = (0..<11).map { "frame \(100 + $0)" }

  private func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file(name))))
  }

  @Test func `A tail becomes a block, and the end is marked`() throws {
    try abandon()
    #expect(try names() == [segment, "\(segment).tail.2.10", "recording.lock"])
    #expect(
      try recover() == [
        "\(segment): sealed 3 records of the tail of block 2",
        "\(segment): marked the end: the recorder ended without a clean end",
      ])
    #expect(try names() == [segment])
    let played = try Played([folder.path])
    #expect(played.texts == frames + [ended])
    #expect(played.frames.map(\.sequence) == Array(1...13))
    #expect(played.damages == [])
  }

  @Test func `Half of a block is cut where its tail holds the records`() throws {
    try abandon()
    let whole = try bytes(segment)
    // As if the seal of block 2 had been interrupted: any part of a block.
    for count in [1, 30, 66, 100] {
      let folder = try TemporaryFolder()
      try folder.write(segment, whole + whole[..<count])
      try folder.write("\(segment).tail.2.10", try bytes("\(segment).tail.2.10"))
      let actions = try Recovery.recover(directory: folder.path)
      #expect(
        actions.first?.what
          == "cut \(count) bytes at byte \(whole.count): a half-written block that its tail holds")
      let played = try Played([folder.path])
      #expect(played.texts == frames + [ended])
      #expect(played.damages == [])
    }
  }

  @Test func `A tail whose block is sealed is deleted`() throws {
    try abandon()
    let tail = try bytes("\(segment).tail.2.10")
    _ = try recover()
    try folder.write("\(segment).tail.2.10", tail)
    #expect(try Played([folder.path]).texts == frames + [ended])
    #expect(
      try recover() == ["\(segment).tail.2.10: removed the tail of block 2, which is sealed"])
    #expect(try Played([folder.path]).texts == frames + [ended])
  }

  @Test func `A sealed block that cannot be read is made again from its tail`() throws {
    try abandon()
    let tail = try bytes("\(segment).tail.2.10")
    let before = try bytes(segment)
    _ = try recover()
    // Block 2 as a power cut may leave it: its bytes never reached the disk.
    let member = try BlockCursorTool.members(folder.file(segment))[2]
    try folder.write(
      segment,
      before + (try bytes(segment))[member][..<(member.lowerBound + 66)]
        + Array(repeating: 0, count: member.count - 66))
    try folder.write("\(segment).tail.2.10", tail)
    _ = try recover()
    let played = try Played([folder.path])
    #expect(played.texts == frames + [ended])
    #expect(played.damages == [])
  }

  @Test func `Half a record at the end of a tail was never acknowledged, and is kept aside`() throws
  {
    try abandon()
    let name = "\(segment).tail.2.10"
    let half = Array("1723125600000000000 1 t 9 fra".utf8)
    try folder.write(name, try bytes(name) + half)
    #expect(try Played([folder.path]).damages == [])
    #expect(
      try recover() == [
        "\(segment): sealed 3 records of the tail of block 2",
        "\(name): found 29 bytes that are no whole record; kept as .damaged",
        "\(segment): marked the end: the recorder ended without a clean end",
      ])
    #expect(try names() == [segment, "\(name).damaged"])
    #expect(try Played([folder.path]).texts == frames + [ended])
  }

  @Test func `Damage in a tail costs the rest of the tail`() throws {
    try abandon()
    let name = "\(segment).tail.2.10"
    var tail = try bytes(name)
    tail[60] ^= 0x40
    try folder.write(name, tail)
    let played = try Played([folder.path])
    #expect(played.texts == Array(frames[..<9]))
    #expect(played.damages.map(\.kind) == [.tail])
    #expect(played.damages.first?.segment == name)
    _ = try recover()
    #expect(try bytes("\(name).damaged") == tail)
    #expect(try Played([folder.path]).texts == Array(frames[..<9]) + [ended])
  }

  @Test func `Bytes that no tail explains are kept aside`() throws {
    try abandon()
    _ = try recover()
    let whole = try bytes(segment)
    try folder.write(segment, whole + [1, 2, 3])
    #expect(
      try recover() == [
        "\(segment): cut 3 bytes at byte \(whole.count) that are no whole block; kept as "
          + "\(folder.path)/\(segment).damaged.\(whole.count)"
      ])
    #expect(try bytes(segment) == whole)
    #expect(try bytes("\(segment).damaged.\(whole.count)") == [1, 2, 3])
  }

  @Test func `Damage in the middle is left alone`() throws {
    try abandon()
    var damaged = try bytes(segment)
    damaged[100] ^= 1
    try folder.write(segment, damaged)
    _ = try recover()
    #expect(try bytes(segment).starts(with: damaged))
    let played = try Played([folder.path])
    #expect(played.texts == Array(frames[2...]) + [ended])
    #expect(played.damages.map(\.kind) == [.data])
  }

  @Test func `An empty segment is removed`() throws {
    try abandon(1)
    let empty = "20240808T150000Z-s2-000001.gz"
    try folder.write(empty, [])
    #expect(try recover().contains("\(empty): removed: the segment is empty"))
    #expect(try names() == [segment])
  }

  @Test func `An empty segment that the one before announced stays, and says why it is empty`()
    throws
  {
    try abandon(1)
    let next = "20240808T150000Z-s1-000002.gz"
    try folder.write(next, [])
    #expect(
      try recover().last == "\(next): marked the end: the recorder ended without a clean end")
    #expect(try names() == [segment, next])
    let played = try Played([folder.path])
    #expect(played.texts == ["frame 100", ended, ended])
    #expect(played.damages == [])
  }

  @Test func `The next session recovers what the last one left, even if its names sort later`()
    throws
  {
    try abandon()
    let writer = try RecordingWriter(
      directory: folder.path, session: .test("s0"), options: .small(), startNs: 0)
    #expect(writer.recovered.map(\.what).count == 2)
    try writer.close(receivedNs: 0)
    let recording = try Recording(paths: [folder.path])
    #expect(recording.segments.map(\.name) == ["19700101T000000Z-s0-000001.gz", segment])
    #expect(try Played(recording).texts == frames + [ended])
  }

  @Test func `Files of others are left alone`() throws {
    try abandon()
    try folder.write("notes.gz", [0x1F, 0x8B, 8, 0, 1, 2, 3])
    _ = try recover()
    #expect(try bytes("notes.gz") == [0x1F, 0x8B, 8, 0, 1, 2, 3])
    #expect(try Recording(paths: [folder.path]).strangers == [folder.file("notes.gz")])
  }
}

/// Where the members of a segment lie.
enum BlockCursorTool {
  static func members(_ path: String) throws -> [Range<Int>] {
    var cursor = BlockCursor(try Recording(paths: [path]))
    var ranges: [Range<Int>] = []
    while let step = try cursor.next() {
      guard case .block(let location) = step, !location.isTail else { continue }
      let begin = Int(location.fileOffset)
      ranges.append(begin..<begin + location.header.memberBytes)
    }
    return ranges
  }
}
