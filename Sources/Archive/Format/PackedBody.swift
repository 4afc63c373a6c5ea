import Basics
import Recording

/// A packed block's body, opened: the members that it stands for, and its directory or, if it has
/// none, where its text lies.
struct PackedBody {
  let members: PackedMembers
  /// Nil if the body holds the records' text.
  private(set) var directory: PackedDirectory?
  /// Where the text or the columns lie in the block.
  private(set) var data: Range<Int>

  init(
    _ block: borrowing Span<UInt8>, _ header: BlockHeader, _ inflater: Inflater
  ) throws(PackedError) {
    var at = BlockFormat.headerBytes
    let body = block.extracting(0..<block.count - BlockFormat.trailerBytes)
    guard at < body.count else { throw .cut }
    let kind = body[at]
    at += 1
    members = try PackedMembers(body, at: &at, header)
    data = at..<body.count
    switch kind {
    case PackedFormat.Body.text: return
    case PackedFormat.Body.columns: break
    default: throw .body(kind)
    }
    guard header.rawBytes <= PackedFormat.columnsRawBytesMax else {
      throw .directory("number of raw bytes")
    }
    guard at + 8 <= body.count else { throw .cut }
    let stored = Int(littleEndian(body, at, 4))
    let raw = Int(littleEndian(body, at + 4, 4))
    at += 8
    guard stored <= body.count - at, stored <= raw,
      raw <= PackedFormat.directoryBytesMax(rawBytes: header.rawBytes)
    else { throw .directory("length") }
    var bytes = [UInt8](repeating: 0, count: raw)
    try bytes.withUnsafeMutableBufferPointer { bytes throws(PackedError) in
      try inflater.inflate(body.extracting(at..<at + stored), into: bytes, "the directory")
    }
    data = at + stored..<body.count
    directory = try PackedDirectory(bytes.span, data: data, header)
  }
}
