package import Recording

/// A packed block whose records are read field by field, and as text only where that is asked for.
///
/// ```
/// let columns = try reader.columns(of: location, decoder)   // checked, nothing inflated yet
/// try columns.load(uses) { records in
///   let prices = records.place(of: 2, family: 0)
///   … records.values[prices + row] …
/// }
/// ```
package struct PackedColumns {
  private let decoder: PackedDecoder
  private let directory: PackedDirectory
  private let header: BlockHeader
  private let block: [UInt8]

  init(
    _ decoder: PackedDecoder, _ directory: PackedDirectory, _ header: BlockHeader, _ block: [UInt8]
  ) {
    self.decoder = decoder
    self.directory = directory
    self.header = header
    self.block = block
  }

  package var recordCount: Int { header.recordCount }
  /// Bytes of all payloads, as text.
  package var payloadBytes: Int { directory.payloadBytes }
  /// Records name their shape by its index.
  package var shapeCount: Int { directory.entries.count }

  package func shape(_ index: Int) -> Shape { directory.entries[index].shape }
  /// What a shape is known by, whatever block it comes in.
  package func shapeBytes(_ index: Int) -> [UInt8] { directory.entries[index].shapeBytes }
  package func kind(_ index: Int) -> FrameKind { directory.entries[index].kind }
  package func connection(_ index: Int) -> UInt32 { directory.entries[index].connection }

  /// Whether shapes share columns: what is read of one must be read of the other.
  package func family(_ index: Int) -> Int { directory.entries[index].family }
  package var familyCount: Int { directory.families.count }
  /// Whether a shape's family has columns: records enough for a plan to pay.
  package func hasColumns(_ index: Int) -> Bool {
    directory.families[directory.entries[index].family].columns != nil
  }

  /// Inflates the columns that are wanted, and gives the records.
  ///
  /// - Parameter uses: what is wanted of each family.
  /// - Throws: `PackedError` if the columns are not possible, and what `body` throws.
  package func load(
    _ uses: [FamilyUse], _ body: (inout PackedRecords) throws -> Void
  ) throws {
    precondition(uses.count == familyCount)
    try decoder.withRecords(block.span, header, directory, uses, body)
  }
}

/// What is wanted of a family's records.
package enum FamilyUse: Equatable, Sendable {
  /// Their shapes and receive times, as of all records.
  case nothing
  /// Some of their own fields, by their number in the shape: for families with columns.
  case fields([Int])
  /// Their text.
  case text
}

extension BlockReader {
  /// Reads a packed block and checks it, for `PackedColumns.load` to inflate what is wanted of it; nil
  /// if it is a plain one, or one that holds its text.
  ///
  /// - Throws: as `read`, by which the block's own words can be had too.
  package func columns(
    of location: BlockLocation, _ decoder: PackedDecoder
  ) throws -> PackedColumns? {
    let header = location.header
    guard header.form == .packed, !location.isTail else { return nil }
    let block = try stored(location)
    do throws(BlockDataError) {
      return try decoder.columns(block, header)
    } catch {
      throw RecordingError.damaged(
        damage(location, .data, recordsLost: Int64(header.recordCount), error.description))
    }
  }
}
