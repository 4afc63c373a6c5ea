import Foundation
import Recording
import RecordingSamples
import TestSupport

/// One segment of ten blocks, each of four records, to be damaged.
struct SampleSegment {
  let folder: TemporaryFolder
  let path: String
  let frames: [SampleFrame]
  let blocks: [BlockLocation]

  init(session: String = "s1") throws {
    folder = try TemporaryFolder()
    let writer = try RecordingWriter(
      directory: folder.path, session: .test(session), options: .small(block: 330),
      startNs: startNs)
    for index in 0..<36 {
      try writer.append("frame \(100 + index) of \(session) \(SampleSegment.noise(index))")
    }
    try writer.close(receivedNs: startNs)
    let recording = try Recording(paths: [folder.path])
    path = recording.segments[0].path
    frames = try Played(recording).frames
    var cursor = BlockCursor(recording)
    var blocks: [BlockLocation] = []
    while case .block(let location)? = try cursor.next() { blocks.append(location) }
    self.blocks = blocks
  }

  var name: String { (path as NSString).lastPathComponent }

  var bytes: [UInt8] {
    get throws { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }
  }

  /// Where a block lies in the file.
  func range(_ block: Int) -> Range<Int> {
    let begin = Int(blocks[block].fileOffset)
    return begin..<begin + blocks[block].header.memberBytes
  }

  /// Changes the file's bytes.
  func change(_ change: (inout [UInt8]) -> Void) throws {
    var bytes = try self.bytes
    change(&bytes)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  /// All frames but those of the blocks named.
  func without(_ lost: [Int]) -> [SampleFrame] {
    frames.filter { frame in
      !lost.contains { block in
        let header = blocks[block].header
        return (header.firstSequence..<header.nextSequence).contains(frame.sequence)
      }
    }
  }

  private static func noise(_ seed: Int) -> String {
    var random = SeededRandom(seed: UInt64(seed))
    return String(random.next(), radix: 36) + String(random.next(), radix: 36)
  }
}
