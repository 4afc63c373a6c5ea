import Foundation
import Recording
import RecordingSamples
import TestSupport
import Testing

@Suite struct RepairTests {
  let sample: SampleSegment

  init() throws { sample = try SampleSegment() }

  private var folder: String { sample.folder.path }

  private func repair(output: String? = nil) throws -> Repair {
    let repair = try Repair(directory: folder, output: output)
    // Once is enough.
    #expect(try Repair(directory: output ?? folder).actions == [])
    return repair
  }

  private func kept() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.contains(".damaged") }.sorted()
  }

  @Test func `A whole recording is left alone`() throws {
    let before = try sample.bytes
    #expect(try repair().actions == [])
    #expect(try sample.bytes == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [sample.name])
  }

  @Test func `A damaged block gives way to a g record, and is kept aside`() throws {
    for block in sample.blocks.indices {
      let sample = try SampleSegment()
      let range = sample.range(block)
      try sample.change { $0[range.upperBound - 5] ^= 0x10 }
      let damaged = try sample.bytes
      let repair = try Repair(directory: sample.folder.path)
      #expect(repair.verification.outcome == .whole, "block \(block)")
      let played = try Played([sample.path])
      #expect(played.damages == [])
      let lost = sample.blocks[block].header.recordCount
      let gaps = played.frames.filter { $0.kind == .gap }
      #expect(
        gaps.map { String(decoding: $0.payload, as: UTF8.self) }.allSatisfy {
          $0.hasPrefix(#"{"reason":"damaged","detail":"block \#(block): the block's bytes have"#)
            && $0.hasSuffix("\"lostRecords\":\(lost)}")
        })
      #expect(gaps.count == 1)
      let others = played.frames.filter { $0.kind != .gap && ($0.kind != .metadata || block > 0) }
      #expect(others == sample.without([block]))
      let kept = try Data(
        contentsOf: URL(fileURLWithPath: sample.path + ".damaged.\(range.lowerBound)"))
      #expect([UInt8](kept) == Array(damaged[range]))
      #expect(try Repair(directory: sample.folder.path).actions == [])
    }
  }

  @Test func `A block whose header alone is damaged is saved`() throws {
    for block in sample.blocks.indices.dropLast() {
      let sample = try SampleSegment()
      try sample.change { $0[sample.range(block).lowerBound + 20] ^= 0x10 }
      let repair = try Repair(directory: sample.folder.path)
      #expect(repair.verification.outcome == .whole)
      #expect(try Played([sample.path]).frames == sample.frames, "block \(block)")
    }
  }

  @Test func `Blocks that are gone, and bytes that do not belong there`() throws {
    let (third, seventh) = (sample.range(3), sample.range(7))
    try sample.change {
      $0.insert(contentsOf: [1, 2, 3], at: seventh.lowerBound)
      $0.removeSubrange(third.lowerBound..<sample.range(4).upperBound)
    }
    let repair = try repair()
    #expect(repair.verification.outcome == .whole)
    let played = try Played([sample.path])
    #expect(played.frames.filter { $0.kind != .gap } == sample.without([3, 4]))
    #expect(played.frames.filter { $0.kind == .gap }.count == 1)
    #expect(try kept().count == 1)
  }

  @Test func `A cut tail and garbage`() throws {
    try sample.change { $0 = Array($0[..<(sample.range(9).lowerBound + 80)]) + [7, 7] }
    let repair = try repair()
    #expect(repair.verification.outcome == .whole)
    let played = try Played([sample.path])
    #expect(played.frames.filter { $0.kind != .gap } == sample.without([9]))
    let lost = sample.blocks[9].header.recordCount
    #expect(
      String(decoding: played.frames.last!.payload, as: UTF8.self)
        == #"{"reason":"the recorder ended without a clean end","cutBytes":82,"lostRecords":\#(lost)}"#
    )
  }

  @Test func `Segments that changed names get their own back`() throws {
    let (folder, names) = try threeSegments()
    for (from, to) in [(names[0], "x.gz"), (names[1], names[0]), (names[2], names[1])] {
      try FileManager.default.moveItem(atPath: folder.file(from), toPath: folder.file(to))
    }
    let repair = try Repair(directory: folder.path)
    #expect(repair.actions.count == 3)
    #expect(repair.verification.outcome == .whole)
    #expect(try Recording(paths: [folder.path]).segments.map(\.name) == names)
  }

  /// A folder with three segments, an hour each, under the names that they should bear.
  private func threeSegments() throws -> (folder: TemporaryFolder, names: [String]) {
    let folder = try TemporaryFolder()
    let writer = try RecordingWriter(
      directory: folder.path, session: .test, options: .small(), startNs: startNs)
    for hour in Int64(0)..<3 {
      try writer.append("hour \(hour)", atNs: startNs + hour * 3_600_000_000_000)
    }
    try writer.close(receivedNs: .max)
    return (folder, try Recording(paths: [folder.path]).segments.map(\.name))
  }

  @Test func `Of two that want one name the first gets it, and the second is reported`() throws {
    let (folder, names) = try threeSegments()
    let files = FileManager.default
    try files.moveItem(atPath: folder.file(names[0]), toPath: folder.file("a.gz"))
    try files.copyItem(atPath: folder.file("a.gz"), toPath: folder.file("b.gz"))
    try files.moveItem(atPath: folder.file(names[1]), toPath: folder.file("c.gz"))
    let repair = try Repair(directory: folder.path)
    #expect(
      try files.contentsOfDirectory(atPath: folder.path).sorted()
        == (["b.gz"] + names.sorted()).sorted())
    #expect(
      repair.actions.prefix(3).map(\.path) == ["a.gz", "c.gz", "b.gz"].map { folder.file($0) })
    #expect(
      repair.actions.prefix(2).map(\.what) == [names[0], names[1]].map { "renamed to \($0)" })
    #expect(repair.actions[2].what.hasPrefix("not renamed: it says that it is \(names[0]), "))
  }

  @Test func `No segment replaces one that cannot move`() throws {
    let (folder, names) = try threeSegments()
    let files = FileManager.default
    // The first lies under the second's name, the second under that of the third, which stays.
    let bytes = try names.map { try Data(contentsOf: URL(fileURLWithPath: folder.file($0))) }
    try bytes[2].write(to: URL(fileURLWithPath: folder.file(names[0])))
    try bytes[0].write(to: URL(fileURLWithPath: folder.file(names[1])))
    try bytes[2].write(to: URL(fileURLWithPath: folder.file(names[2])))
    try bytes[1].write(to: URL(fileURLWithPath: folder.file("b.gz")))
    _ = try Repair(directory: folder.path)
    let after = try files.contentsOfDirectory(atPath: folder.path).map {
      try Data(contentsOf: URL(fileURLWithPath: folder.file($0)))
    }
    for content in bytes { #expect(after.contains(content)) }
    #expect(after.count == 4)
  }

  @Test func `To another folder: the damaged recording stays as it is`() throws {
    try sample.change { $0[sample.range(4).lowerBound + 90] ^= 0x10 }
    let before = try sample.bytes
    let target = try TemporaryFolder()
    let output = target.file("new")
    #expect(try repair(output: output).verification.outcome == .whole)
    #expect(try sample.bytes == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [sample.name])
    #expect(throws: RecordingError.self) { try Repair(directory: folder, output: output) }
  }

  @Test func `Not while someone writes there`() throws {
    let target = try TemporaryFolder()
    let writer = try RecordingWriter(
      directory: target.path, session: .test, options: .small(), startNs: startNs)
    try writer.append("a")
    try writer.commit()
    #expect(throws: RecordingError.self) { try Repair(directory: target.path) }
    try writer.close(receivedNs: startNs)
  }

  @Test(arguments: UInt64(1)...60)
  func `Whatever the damage, repair loses no block that can be read`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    try sample.change { bytes in
      for _ in 0..<Int.random(in: 1...5, using: &random) {
        let at = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0:
          bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...300, using: &random)))
        case 1:
          let from = Int.random(in: 0..<bytes.count, using: &random)
          bytes.insert(contentsOf: bytes[from..<min(from + 400, bytes.count)], at: at)
        case 2: bytes.removeSubrange(at...)
        default: bytes[at] ^= 0x55
        }
        if bytes.isEmpty { bytes = [1] }
      }
    }
    guard let recording = try? Recording(paths: [folder]) else { return }
    let before = try Played(recording).frames
    guard !before.isEmpty else { return }
    let repair = try repair()
    let after = try Played([folder])
    #expect(after.damages == [], "seed \(seed)")
    #expect(repair.verification.outcome == .whole, "seed \(seed): \(repair.verification.damages)")
    let read = after.frames.filter { $0.kind != .gap }
    for frame in before where frame.kind != .metadata {
      #expect(read.contains(frame), "seed \(seed)")
    }
    for frame in read where frame.kind != .metadata {
      #expect(sample.frames.contains(frame), "seed \(seed)")
    }
  }
}
