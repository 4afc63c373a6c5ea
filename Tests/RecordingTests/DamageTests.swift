import Recording
import RecordingSamples
import TestSupport
import Testing

/// Each kind of damage loses the block that is hit, no other, and is reported with its exact size.
@Suite struct DamageTests {
  let sample: SampleSegment

  init() throws {
    sample = try SampleSegment()
    try #require(sample.blocks.count == 10)
  }

  @Test func `A flipped bit in a block's data`() throws {
    for block in sample.blocks.indices {
      let sample = try SampleSegment()
      let range = sample.range(block)
      try sample.change { $0[range.lowerBound + 100] ^= 0x10 }
      let played = try Played([sample.path])
      #expect(played.frames == sample.without([block]))
      try expect(played.damages, .data, offset: range.lowerBound, bytes: range.count, block)
    }
  }

  @Test func `A flipped bit in a block's trailer`() throws {
    let range = sample.range(4)
    try sample.change { $0[range.upperBound - 6] ^= 1 }
    let played = try Played([sample.path])
    #expect(played.frames == sample.without([4]))
    #expect(
      played.damages.first?.detail.hasPrefix("block 4: the block's bytes have the checksum 0x")
        == true)
    try expect(played.damages, .data, offset: range.lowerBound, bytes: range.count, 4)
  }

  @Test(arguments: [0, 3, 12, 17, 20, 35, 60, 65])
  func `A flipped bit in a block's header`(byte: Int) throws {
    for block in [0, 1, 5, 8] {
      let sample = try SampleSegment()
      let range = sample.range(block)
      try sample.change { $0[range.lowerBound + byte] ^= 0x40 }
      let played = try Played([sample.path])
      #expect(played.frames == sample.without([block]))
      try expect(played.damages, .header, offset: range.lowerBound, bytes: range.count, block)
    }
  }

  @Test func `A flipped bit in the last block's header`() throws {
    let range = sample.range(9)
    try sample.change { $0[range.lowerBound + 30] ^= 0x40 }
    let played = try Played([sample.path])
    #expect(played.frames == sample.without([9]))
    let damage = try #require(played.damages.first)
    #expect(damage.kind == .header)
    #expect(damage.recordsLost == nil)
    #expect(
      damage.message.hasPrefix(
        "\(sample.name) at byte \(range.lowerBound): the block header's checksum is 0x"))
    #expect(
      damage.message.hasSuffix(
        "; an unknown number of records is lost in \(range.count) bytes; put back an undamaged "
          + "copy if you have one, or run 'tool repair'"))
  }

  @Test func `A block that is gone`() throws {
    let range = sample.range(6)
    try sample.change { $0.removeSubrange(range) }
    let played = try Played([sample.path])
    #expect(played.frames == sample.without([6]))
    try expect(played.damages, .missingBlocks, offset: range.lowerBound, bytes: 0, 6)
    #expect(
      played.damages[0].message
        == "\(sample.name) at byte \(range.lowerBound): found block 7, expected block 6; 4 records "
        + "are lost; put back an undamaged copy if you have one")
  }

  @Test func `The first block is gone`() throws {
    let range = sample.range(0)
    try sample.change { $0.removeSubrange(range) }
    let played = try Played([sample.path])
    #expect(played.frames == sample.without([0]))
    try expect(played.damages, .missingBlocks, offset: 0, bytes: 0, 0)
  }

  @Test(arguments: [1, 20, 60])
  func `Bytes missing in the middle of a block`(count: Int) throws {
    for block in sample.blocks.indices {
      let sample = try SampleSegment()
      let begin = sample.range(block).lowerBound + 70
      try sample.change { $0.removeSubrange(begin..<begin + count) }
      let played = try Played([sample.path])
      #expect(played.frames == sample.without([block]), "block \(block)")
      #expect(played.damages.count == 1, "block \(block)")
      #expect(
        played.damages.first?.recordsLost == Int64(sample.blocks[block].header.recordCount),
        "block \(block)")
    }
  }

  @Test func `Bytes inserted between blocks`() throws {
    let begin = sample.range(3).lowerBound
    try sample.change { $0.insert(contentsOf: [1, 2, 3, 4, 5], at: begin) }
    let played = try Played([sample.path])
    #expect(played.frames == sample.frames)
    #expect(played.damages.map(\.kind) == [.header])
    #expect(played.damages[0].byteCount == 5)
    #expect(played.damages[0].recordsLost == 0)
  }

  @Test func `Bytes inserted in a block`() throws {
    let begin = sample.range(3).lowerBound + 80
    try sample.change { $0.insert(contentsOf: [1, 2, 3, 4, 5], at: begin) }
    let played = try Played([sample.path])
    #expect(played.frames == sample.without([3]))
    #expect(played.damages.compactMap(\.recordsLost).reduce(0, +) == 4)
  }

  @Test func `A stretch of zeros over three blocks`() throws {
    let range = sample.range(4).lowerBound + 30..<sample.range(6).upperBound - 9
    try sample.change { for index in range { $0[index] = 0 } }
    let played = try Played([sample.path])
    #expect(played.frames == sample.without([4, 5, 6]))
    #expect(played.damages.count == 1)
    #expect(played.damages[0].recordsLost == 12)
  }

  @Test func `A cut tail, at every length`() throws {
    let whole = try sample.bytes
    let last = sample.range(9)
    for length in stride(from: last.lowerBound + 1, to: last.upperBound, by: 7) {
      try sample.change { $0 = Array(whole[..<length]) }
      let played = try Played([sample.path])
      #expect(played.frames == sample.without([9]))
      #expect(played.damages.count == 1)
      #expect(played.damages[0].fileOffset == Int64(last.lowerBound))
      #expect(played.damages[0].byteCount == Int64(length - last.lowerBound))
      // A header that is whole says how much is lost.
      let isHeaderWhole = length >= last.lowerBound + 66
      #expect(played.damages[0].kind == (isHeaderWhole ? .cutBlock : .header))
      #expect(
        played.damages[0].recordsLost
          == (isHeaderWhole ? Int64(sample.blocks[9].header.recordCount) : nil))
    }
  }

  @Test func `Garbage behind the end`() throws {
    try sample.change { $0 += Array("garbage".utf8) }
    let played = try Played([sample.path])
    #expect(played.frames == sample.frames)
    #expect(played.damages.map(\.kind) == [.trailingBytes])
    #expect(played.damages[0].byteCount == 7)
    #expect(played.damages[0].recordsLost == 0)
  }

  @Test(arguments: [0, 2, 9]) func `A block of another session`(index: Int) throws {
    let other = try SampleSegment(session: "s2")
    for foreign in [0, 3] {
      let sample = try SampleSegment()
      let member = try other.bytes[other.range(foreign)]
      try sample.change { $0.insert(contentsOf: member, at: sample.range(index).lowerBound) }
      let played = try Played([sample.path])
      #expect(played.frames == sample.frames, "block \(foreign) before \(index)")
      #expect(played.damages.map(\.kind) == [.foreignBlock], "block \(foreign) before \(index)")
      #expect(played.damages.first?.byteCount == Int64(member.count))
    }
  }

  @Test func `A block that comes again`() throws {
    let member = try sample.bytes[sample.range(2)]
    try sample.change { $0.insert(contentsOf: member, at: sample.range(5).lowerBound) }
    let played = try Played([sample.path])
    #expect(played.frames == sample.frames)
    #expect(played.damages.map(\.kind) == [.repeatedBlock])
    #expect(
      played.damages[0].detail == "found block 2 after block 4, expected block 5")
  }

  @Test func `Blocks that were swapped`() throws {
    let bytes = try sample.bytes
    let (third, fourth) = (sample.range(3), sample.range(4))
    try sample.change {
      $0.replaceSubrange(third.lowerBound..<fourth.upperBound, with: bytes[fourth] + bytes[third])
    }
    let played = try Played([sample.path])
    #expect(played.frames == sample.without([4]))
    #expect(played.damages.map(\.kind) == [.foreignBlock, .missingBlocks])
    #expect(played.damages.compactMap(\.recordsLost).reduce(0, +) == 4)
  }

  @Test func `Segments joined into one file are read one after another`() throws {
    let other = try SampleSegment(session: "s2")
    let more = try other.bytes
    try sample.change { $0 += more }
    let played = try Played([sample.path])
    #expect(played.frames == sample.frames + other.frames)
    #expect(played.damages == [])
  }

  @Test(arguments: UInt64(1)...40)
  func `Random damage never costs a block that it does not touch`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var bytes = try sample.bytes
    var hit: Set<Int> = []
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let at = Int.random(in: 0..<bytes.count, using: &random)
      bytes[at] ^= UInt8.random(in: 1...255, using: &random)
      hit.insert(sample.blocks.lastIndex { Int($0.fileOffset) <= at }!)
    }
    try sample.change { $0 = bytes }
    guard let played = try? Played([sample.path]) else {
      Issue.record("seed \(seed)")
      return
    }
    #expect(played.frames == sample.without(Array(hit)), "seed \(seed)")
    #expect(!played.damages.isEmpty, "seed \(seed)")
  }

  private func expect(
    _ damages: [Damage], _ kind: Damage.Kind, offset: Int, bytes: Int, _ block: Int
  ) throws {
    try #require(damages.count == 1, "block \(block): \(damages.map(\.message))")
    let damage = damages[0]
    #expect(damage.kind == kind)
    #expect(damage.segment == sample.name)
    #expect(damage.fileOffset == Int64(offset))
    #expect(damage.byteCount == Int64(bytes))
    #expect(damage.recordsLost == Int64(sample.blocks[block].header.recordCount))
  }
}
