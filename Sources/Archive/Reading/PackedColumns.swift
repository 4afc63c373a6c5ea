package import Recording

/// A packed block whose records are read field by field, and as text only where that is asked for.
///
/// ```
/// let columns = try reader.columns(of: location)   // checked, nothing inflated yet
/// try columns.load(uses) { records in
///   let prices = records.offset(of: 2, group: 0)
///   … records.values[prices + row] …
/// }
/// ```
package struct PackedColumns {
  private let decoder: PackedDecoder
  private let directory: PackedDirectory
  private let header: BlockHeader
  private let block: [UInt8]

  init(
    decoder: PackedDecoder, _ directory: PackedDirectory, _ header: BlockHeader, _ block: [UInt8]
  ) {
    self.decoder = decoder
    self.directory = directory
    self.header = header
    self.block = block
  }

  package var recordCount: Int { header.recordCount }
  /// Bytes of all payloads, as text.
  package var payloadBytes: Int { directory.payloadBytes }
  /// Records name their template by its index.
  package var templateCount: Int { directory.entries.count }

  package func template(_ index: Int) -> Template { directory.entries[index].template }
  /// What a template is known by, whatever block it comes in.
  package func templateBytes(_ index: Int) -> [UInt8] { directory.entries[index].templateBytes }
  package func kind(_ index: Int) -> FrameKind { directory.entries[index].kind }
  package func connection(_ index: Int) -> UInt32 { directory.entries[index].connection }

  /// The column group of a template. Templates of one group are read in one way.
  package func group(_ index: Int) -> Int { directory.entries[index].group }
  package var groupCount: Int { directory.groups.count }
  /// Whether a template's group has columns: it does where it has records enough for reading them
  /// by field to pay.
  package func hasColumns(_ index: Int) -> Bool {
    directory.groups[directory.entries[index].group].columns != nil
  }

  /// Inflates the columns that are wanted, and gives the records.
  ///
  /// - Parameter uses: what is wanted of each group.
  /// - Throws: `PackedError` if the columns are not possible, and what `body` throws.
  package func load(
    _ uses: [GroupUse], _ body: (inout PackedRecords) throws -> Void
  ) throws {
    precondition(uses.count == groupCount)
    try decoder.withRecords(of: block.span, header, directory, uses: uses, body)
  }
}

/// What is wanted of a group's records.
package enum GroupUse: Equatable, Sendable {
  /// Their templates and receive times, as of all records.
  case nothing
  /// Some of their own fields, by their number in the template: for groups with columns.
  case fields([Int])
  /// Their text.
  case text
}

extension BlockReader {
  /// Reads a packed block and checks it. `PackedColumns.load` then inflates what is wanted of it.
  ///
  /// - Returns: nil for a plain block, and for a packed one that holds its text.
  /// - Throws: as `read` does.
  package func columns(of location: BlockLocation) throws -> PackedColumns? {
    let header = location.header
    guard header.form == .packed, !location.isTail,
      let decoder = packedDecoder as? PackedDecoder
    else { return nil }
    let block = try stored(location)
    do throws(BlockDataError) {
      return try decoder.columns(block, header)
    } catch {
      throw RecordingError.damaged(
        damage(location, .data, recordsLost: Int64(header.recordCount), error.description))
    }
  }
}
