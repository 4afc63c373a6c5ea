/// Something in a recording that is not as it was written, with where it is.
package struct Damage: Error, Equatable, Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    /// Bytes where a block header should be.
    case header
    /// A block reaches beyond the end of its file.
    case cutBlock
    /// A block's data does not inflate to what was written.
    case data
    /// A block's records are not what its header says.
    case records
    /// Block numbers jump: whole blocks are gone.
    case missingBlocks
    /// Block numbers follow, sequence numbers do not.
    case missingRecords
    /// A block of another session.
    case foreignBlock
    /// A block that was there before.
    case repeatedBlock
    /// Bytes after the last block that are no block.
    case trailingBytes
    /// Records in a tail that cannot be read.
    case tail
    /// A segment of a session is gone.
    case missingSegment
    /// A segment's name does not say what is in it.
    case misnamedSegment
    /// A segment without a mark that it is complete.
    case uncleanEnd
    /// A `.gz` file without a single block, or a tail without its segment.
    case strangeFile
  }

  package var kind: Kind
  /// Name of the segment's file, without folder.
  package var segment: String
  /// Where the damage begins in the file.
  package var fileOffset: Int64
  /// Bytes of the file that it covers; 0 where something is missing.
  package var byteCount: Int64
  /// Records that cannot be read because of it; nil where nothing says how many.
  package var recordsLost: Int64?
  /// What was found and what was expected.
  package var detail: String

  package init(
    _ kind: Kind, segment: String, fileOffset: Int64, byteCount: Int64, recordsLost: Int64?,
    _ detail: String
  ) {
    self.kind = kind
    self.segment = segment
    self.fileOffset = fileOffset
    self.byteCount = byteCount
    self.recordsLost = recordsLost
    self.detail = detail
  }

  /// One line: file, offset, what was found and expected, what is lost, what to do.
  package var message: String {
    "\(segment) at byte \(fileOffset): \(detail); \(loss); \(advice)"
  }

  private var loss: String {
    let bytes = byteCount > 0 ? " in \(byteCount) bytes" : ""
    switch recordsLost {
    case nil where kind == .uncleanEnd: return "records behind it may be lost"
    case nil: return "an unknown number of records is lost\(bytes)"
    case 0?:
      return byteCount > 0 ? "\(byteCount) bytes skipped, no record is lost" : "no record is lost"
    case 1?: return "1 record is lost\(bytes)"
    case let count?: return "\(count) records are lost\(bytes)"
    }
  }

  private var advice: String {
    switch kind {
    case .missingSegment: "put the segment back if you have it elsewhere"
    case .misnamedSegment: "rename it back"
    case .strangeFile: "move it out of the folder, or import it"
    case .missingBlocks, .missingRecords: "put back an undamaged copy if you have one"
    case .header, .cutBlock, .data, .records, .foreignBlock, .repeatedBlock, .trailingBytes, .tail,
      .uncleanEnd:
      "put back an undamaged copy if you have one, or run 'tool repair'"
    }
  }
}
