import Archive
import Foundation
import Recording
import RecordingSamples

/// Segments as a program with another zlib would write them.
enum OtherZlib {
  /// A segment with its blocks' data in stored deflate blocks.
  static func rewritten(_ path: String) throws -> [UInt8] {
    let recording = try Recording(paths: [path], packed: PackedDecoder.self)
    let reader = BlockReader(recording)
    var cursor = BlockCursor(recording)
    var result: [UInt8] = []
    while case .block(let location)? = try cursor.next() {
      try reader.read(location)
      let raw = reader.withBytes { bytes in bytes.withUnsafeBufferPointer { Array($0) } }
      var deflated: [UInt8] = []
      for start in stride(from: 0, to: raw.count, by: 65_535) {
        let piece = raw[start..<min(start + 65_535, raw.count)]
        deflated.append(start + piece.count == raw.count ? 1 : 0)
        deflated += little(UInt64(piece.count), 2) + little(UInt64(~UInt16(piece.count)), 2) + piece
      }
      var header = location.header
      header.memberBytes = BlockFormat.headerBytes + deflated.count + BlockFormat.trailerBytes
      let member = try Data(contentsOf: URL(fileURLWithPath: path))
        .dropFirst(Int(location.fileOffset)).prefix(location.header.memberBytes)
      result += header.encoded() + deflated + member.suffix(BlockFormat.trailerBytes)
    }
    return result
  }

  private static func little(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
  }
}
