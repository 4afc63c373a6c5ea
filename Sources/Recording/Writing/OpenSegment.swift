/// The file of a segment that is being written.
package final class OpenSegment: @unchecked Sendable {
  package let file: DiskFile
  let name: String
  /// Bytes of whole members in the file; touched by the sealing thread alone.
  package internal(set) var byteCount: Int64
  /// Bytes written since the last sync; touched by the sealing thread alone.
  var unsyncedBytes: Int64 = 0

  package init(file: DiskFile, name: String, byteCount: Int64 = 0) {
    self.file = file
    self.name = name
    self.byteCount = byteCount
  }
}
