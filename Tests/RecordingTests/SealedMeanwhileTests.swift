import Foundation
import Recording
import RecordingSamples
import TestSupport
import Testing

/// Tails that became blocks between the walk that found them and the reading.
@Suite struct SealedMeanwhileTests {
  @Test func `Several tails that were sealed meanwhile are read from the segment`() throws {
    let source = try TemporaryFolder()
    let writer = try RecordingWriter(
      directory: source.path, session: .test, options: .small(block: 300), startNs: startNs)
    for index in 0..<40 { try writer.append("frame \(index) \(index)", atNs: startNs) }
    try writer.close(receivedNs: startNs)
    let recording = try Recording(paths: [source.path])
    let name = recording.segments[0].name
    let whole = try Data(contentsOf: URL(fileURLWithPath: source.file(name)))

    // The folder as a slow disk leaves it: two blocks sealed, three in tails.
    let live = try TemporaryFolder()
    var cursor = BlockCursor(recording)
    let reader = BlockReader(recording)
    var expected: [[UInt8]] = []
    while case .block(let location)? = try cursor.next(), expected.count < 5 {
      try reader.read(location)
      let raw = reader.withBytes { bytes in bytes.withUnsafeBufferPointer { Array($0) } }
      expected.append(raw)
      let header = location.header
      if header.blockNumber == 2 {
        try live.write(name, [UInt8](whole.prefix(Int(location.fileOffset))))
      }
      if header.blockNumber >= 2 {
        try live.write("\(name).tail.\(header.blockNumber).\(header.firstSequence)", raw)
      }
    }
    let present = try Recording(paths: [live.path])
    var walk = BlockCursor(present)
    var locations: [BlockLocation] = []
    while case .block(let location)? = try walk.next() { locations.append(location) }
    #expect(locations.map(\.isTail) == [false, false, true, true, true])

    // Sealed now, by the same program: the file grows, the tails go.
    let handle = try #require(FileHandle(forWritingAtPath: live.file(name)))
    try handle.write(contentsOf: whole)
    for file in try FileManager.default.contentsOfDirectory(atPath: live.path)
    where file.contains(".tail.") {
      try FileManager.default.removeItem(atPath: live.file(file))
    }
    let late = BlockReader(present)
    for (location, raw) in zip(locations, expected) {
      try late.read(location)
      #expect(late.withBytes { bytes in bytes.withUnsafeBufferPointer { Array($0) } } == raw)
    }
  }
}
