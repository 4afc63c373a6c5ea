import Archive
import Foundation
import Recording
import RecordingSamples
import TestSupport
import Testing

/// Whole recordings, packed and unpacked.
@Suite struct PackingTests {
  let source: TemporaryFolder
  let target: TemporaryFolder

  init() throws {
    source = try TemporaryFolder()
    target = try TemporaryFolder()
    try PackingTests.record(MarketFrames.mutants(3000, seed: 5), to: source.path)
  }

  private static func record(_ frames: [SampleFrame], to path: String, level: Int = 6) throws {
    var options = RecordingWriter.Options.small(block: 20_000)
    options.level = level
    let writer = try RecordingWriter(
      directory: path, session: .test, options: options, startNs: startNs)
    // Hours apart, so that there are several segments.
    for (index, frame) in frames.enumerated() {
      var frame = frame
      frame.receivedNs += Int64(index / 1000) * 3_600_000_000_000
      try writer.append(frame)
    }
    try writer.close(receivedNs: startNs)
  }

  private func names(_ path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  private func bytes(_ folder: String, _ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
  }

  @Test func `Unpacked segments have the same bytes, whatever the level`() throws {
    for level in [1, 6, 9] {
      let source = try TemporaryFolder()
      try PackingTests.record(MarketFrames.mutants(1500, seed: 6), to: source.path, level: level)
      let packed = target.file("packed\(level)")
      let plain = target.file("plain\(level)")
      let packing = try Conversion.pack(
        Recording(paths: [source.path], packed: PackedDecoder.self), output: packed)
      #expect(packing.segmentCount == 2)
      #expect(packing.otherMemberCount == 0)
      #expect(try names(packed).allSatisfy { $0.hasSuffix(".pack") })
      let unpacking = try Conversion.unpack(
        Recording(paths: [packed], packed: PackedDecoder.self), output: plain)
      #expect(unpacking.otherMemberCount == 0)
      #expect(try names(plain) == names(source.path))
      for name in try names(plain) {
        #expect(try bytes(plain, name) == bytes(source.path, name))
      }
    }
  }

  @Test func `A packed recording gives the same records and is whole`() throws {
    let before = try Played([source.path])
    _ = try Conversion.pack(
      Recording(paths: [source.path], packed: PackedDecoder.self), output: target.path)
    #expect(try Played([target.path]) == before)
    #expect(
      try Verification(Recording(paths: [target.path], packed: PackedDecoder.self)).outcome
        == .whole)
    // A range of time in the middle.
    let from = startNs + 3_600_000_000_000
    let played = try Played([target.path], fromNs: from, toNs: from + 500_000_000)
    let plain = try Played([source.path], fromNs: from, toNs: from + 500_000_000)
    let inRange = { (frame: SampleFrame) in (from..<from + 500_000_000).contains(frame.receivedNs) }
    #expect(played.frames.filter(inRange) == plain.frames.filter(inRange))
    #expect(!played.frames.isEmpty)
  }

  @Test func `A reader for plain blocks refuses a packed one, and says what it lacks`() throws {
    _ = try Conversion.pack(Recording(paths: [source.path]), output: target.path)
    let recording = try Recording(paths: [target.path])
    var cursor = BlockCursor(recording)
    guard case .block(let location)? = try cursor.next() else { return #expect(Bool(false)) }
    let error = #expect(throws: RecordingError.self) {
      try BlockReader(recording).read(location)
    }
    #expect(try #require(error).description.contains("open it with Archive's PackedDecoder"))
  }

  @Test func `In place, and back`() throws {
    let plainNames = try names(source.path)
    let before = try plainNames.map { try bytes(source.path, $0) }
    var options = Conversion.Options()
    options.replaces = true
    _ = try Conversion.pack(
      Recording(paths: [source.path], packed: PackedDecoder.self), output: nil, options: options)
    #expect(
      try names(source.path) == plainNames.map { $0.replacingOccurrences(of: ".gz", with: ".pack") }
    )
    var back = Conversion.Options()
    back.replaces = true
    _ = try Conversion.unpack(
      Recording(paths: [source.path], packed: PackedDecoder.self), output: nil, options: back)
    #expect(try names(source.path) == plainNames)
    #expect(try plainNames.map { try bytes(source.path, $0) } == before)
  }

  @Test func `A plain segment of the same name with other records is not replaced`() throws {
    var options = Conversion.Options()
    options.replaces = true
    let plainName = try names(source.path)[0]
    let other = try bytes(source.path, names(source.path)[1])
    _ = try Conversion.pack(
      Recording(paths: [source.path], packed: PackedDecoder.self), output: nil, options: options)
    let packedNames = try names(source.path)
    let packed = try bytes(source.path, packedNames[0])
    // Its own is what an interrupted conversion leaves; another one is not ours to write over.
    try Data(other).write(to: URL(fileURLWithPath: source.path + "/" + plainName))
    #expect(throws: RecordingError.self) {
      _ = try Conversion.unpack(
        Recording(paths: [source.path], packed: PackedDecoder.self), output: nil, options: options)
    }
    #expect(try bytes(source.path, plainName) == other)
    #expect(try bytes(source.path, packedNames[0]) == packed)
  }

  @Test func `Plain and packed segments in one folder`() throws {
    let before = try Played([source.path])
    let segment = try Recording(paths: [source.path], packed: PackedDecoder.self).segments[1].path
    var options = Conversion.Options()
    options.replaces = true
    _ = try Conversion.pack(
      Recording(paths: [segment], packed: PackedDecoder.self), output: nil, options: options)
    #expect(try Played([source.path]) == before)
    #expect(
      try Verification(Recording(paths: [source.path], packed: PackedDecoder.self)).outcome
        == .whole)
    // As an interrupted conversion leaves it: one segment in both forms is read once.
    var unpack = Conversion.Options()
    unpack.replaces = false
    let packed = try #require(try names(source.path).first { $0.hasSuffix(".pack") })
    _ = try Conversion.unpack(
      Recording(paths: [source.file(packed)], packed: PackedDecoder.self), output: nil,
      options: unpack)
    #expect(try Played([source.path]) == before)
  }

  @Test func `Damage costs the block that is hit, and no other`() throws {
    _ = try Conversion.pack(
      Recording(paths: [source.path], packed: PackedDecoder.self), output: target.path)
    let whole = try Played([target.path])
    let name = try names(target.path)[0]
    let path = target.file(name)
    let good = try bytes(target.path, name)
    var random = SeededRandom(seed: 12)
    for _ in 0..<12 {
      var bad = good
      bad[Int.random(in: 0..<bad.count, using: &random)] ^= 0x10
      try Data(bad).write(to: URL(fileURLWithPath: path))
      let played = try Played([target.path])
      #expect(!played.damages.isEmpty)
      // The blocks of the other segments, at least, are there as they were.
      #expect(played.frames.suffix(1500) == whole.frames.suffix(1500))
      #expect(
        try Verification(Recording(paths: [target.path], packed: PackedDecoder.self)).outcome
          == .damaged)
    }
  }

  @Test func `A damaged source is refused and left as it is`() throws {
    let name = try names(source.path)[1]
    var bad = try bytes(source.path, name)
    bad[bad.count / 2] ^= 1
    try Data(bad).write(to: URL(fileURLWithPath: source.file(name)))
    var options = Conversion.Options()
    options.replaces = true
    #expect(throws: RecordingError.self) {
      try Conversion.pack(
        Recording(paths: [source.file(name)], packed: PackedDecoder.self), output: nil,
        options: options)
    }
    #expect(try bytes(source.path, name) == bad)
    #expect(try names(source.path).allSatisfy { $0.hasSuffix(".gz") })
  }

  @Test func `A segment that has not ended is left`() throws {
    let folder = try TemporaryFolder()
    let writer = try RecordingWriter(
      directory: folder.path, session: .test, options: .small(), startNs: startNs)
    try writer.append("one")
    try writer.commit()
    let packing = try Conversion.pack(
      Recording(paths: [folder.path], packed: PackedDecoder.self), output: target.path)
    #expect(packing.segmentCount == 0)
    #expect(packing.left.count == 1)
    try writer.close(receivedNs: startNs)
  }

  @Test func `Members that another zlib made give the same records, and that is said`() throws {
    // Stored deflate blocks: zlib at no level from 1 to 9 writes them for such text.
    let name = try names(source.path)[0]
    let path = source.file(name)
    let before = try Played([path])
    let bytes = try OtherZlib.rewritten(path)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    #expect(try Played([path]) == before)
    let packing = try Conversion.pack(
      Recording(paths: [path], packed: PackedDecoder.self), output: target.path)
    #expect(packing.otherMemberCount == packing.memberCount)
    let plain = target.file("plain")
    let unpacking = try Conversion.unpack(
      Recording(paths: [target.path], packed: PackedDecoder.self), output: plain)
    #expect(unpacking.otherMemberCount == unpacking.memberCount)
    #expect(try Played([plain + "/" + name]) == before)
  }
}
