import Recording

/// One segment of a conversion: what is converted, and where the new segment goes.
struct ConvertedSegment {
  let source: SegmentFile
  let path: String
  let disk: DiskAccess

  /// The new segment's name until it is whole.
  var unfinishedPath: String { path + ConversionJobs.unfinishedSuffix }

  /// Writes the new segment under another name. If `body` throws, nothing of it stays.
  ///
  /// - Returns: the bytes written.
  func write(_ body: (OpenSegment) throws -> Void) throws -> Int64 {
    let output = OpenSegment(
      file: try DiskFile(creating: unfinishedPath), name: DiskFolder.name(path))
    do {
      try body(output)
    } catch {
      try? DiskFolder.remove(unfinishedPath)
      throw error
    }
    return output.byteCount
  }

  /// Gives the new segment its own name.
  func keep() throws {
    try DiskFolder.rename(unfinishedPath, to: path)
    try DiskFolder.sync(DiskFolder.parent(path), disk)
  }

  /// Deletes what was converted.
  func removeSource() throws {
    try DiskFolder.remove(source.path)
    try DiskFolder.sync(DiskFolder.parent(path), disk)
  }
}
