import Recording
import RecordingSamples
import TestSupport
import Testing

/// Step by step, with damage where it lies. `Played` reads this way too, so that every test of damage is
/// one of the reader.
@Suite struct RecordingReaderTests {
  private let sample: SampleSegment

  init() throws { sample = try SampleSegment() }

  @Test func `Damage in a block's data is the step behind the frames before it`() throws {
    let range = sample.range(4)
    try sample.change { $0[range.lowerBound + 100] ^= 0x10 }
    var reader = RecordingReader(try Recording(paths: [sample.path]))
    var before: [SampleFrame] = []
    var after: [SampleFrame] = []
    var damages: [Damage] = []
    while let step = try reader.next() {
      switch step {
      case .damage(let damage): damages.append(damage)
      case .frame(let frame) where damages.isEmpty: before.append(SampleFrame(frame))
      case .frame(let frame): after.append(SampleFrame(frame))
      }
    }
    #expect(damages.map(\.kind) == [.data])
    #expect(before + after == sample.without([4]))
    let last = try #require(before.last)
    let first = try #require(after.first)
    #expect(first.sequence - last.sequence - 1 == damages.first?.recordsLost)
  }

  @Test func `A block whose frames nobody takes is not read, and its damage not met`() throws {
    let range = sample.range(4)
    try sample.change { $0[range.lowerBound + 100] ^= 0x10 }
    var reader = RecordingReader(try Recording(paths: [sample.path]))
    var blockCount = 0
    while let step = try reader.nextBlock() {
      guard case .block = step else {
        Issue.record("\(step)")
        return
      }
      let isWhole = reader.isBlockWhole
      #expect(isWhole)
      blockCount += 1
    }
    #expect(blockCount == sample.blocks.count)
  }

  @Test func `A look ahead leaves the frame, and a block can be left in its middle`() throws {
    let frames = try Played([sample.path]).frames
    var reader = RecordingReader(try Recording(paths: [sample.path]))
    for frame in frames.prefix(22) {
      for _ in 0..<2 {
        guard case .frame(let receivedNs)? = try reader.lookAhead() else {
          Issue.record("no frame ahead of record \(frame.sequence)")
          return
        }
        #expect(receivedNs == frame.receivedNs)
      }
      guard case .frame(let next)? = try reader.next() else { continue }
      let taken = SampleFrame(next)
      #expect(taken == frame)
    }
    guard case .block(let block)? = try reader.nextBlock() else {
      Issue.record("no block behind the first")
      return
    }
    guard let frame = try reader.nextFrame() else {
      Issue.record("block \(block.header.blockNumber) has no frame")
      return
    }
    let sequence = frame.location.sequence
    #expect(sequence == block.header.firstSequence)
  }

  @Test func `Frames from before a range are context, those behind it do not come`() throws {
    let folder = try TemporaryFolder()
    let writer = try RecordingWriter(
      directory: folder.path, session: .test, options: .small(block: 1000), startNs: startNs)
    for frame in randomFrames(400, seed: 9) { try writer.append(frame) }
    try writer.close(receivedNs: startNs)
    let frames = try Played([folder.path]).frames
    let (from, to) = (frames[50].receivedNs, frames[177].receivedNs)
    var reader = RecordingReader(
      try Recording(paths: [folder.path]), range: TimeRange(fromNs: from, toNs: to))
    var inside: [SampleFrame] = []
    while case .frame(let frame)? = try reader.next() {
      #expect(frame.isContext == (frame.receivedNs < from))
      if !frame.isContext { inside.append(SampleFrame(frame)) }
    }
    #expect(inside == frames.filter { $0.receivedNs >= from && $0.receivedNs < to })
  }
}
