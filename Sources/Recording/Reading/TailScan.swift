/// What a tail's text holds: whole records, and perhaps an end that is none.
struct TailScan: Equatable {
  /// Bytes of the whole records.
  var goodBytes = 0
  var recordCount = 0
  var holdsContext = false
  /// Whether the last whole record is `z`.
  var endsSegment = false
  var firstReceivedNs: Int64 = 0
  var lastReceivedNs: Int64 = 0
  /// Why the bytes after the whole records are no record; nil if there are none.
  var problem: RecordError?

  /// Whether the text ends in the middle of a record, as it does while one is being written.
  var isCut: Bool { problem?.problem == .cut }

  init(_ bytes: borrowing Span<UInt8>) {
    var at = 0
    do throws(RecordError) {
      while let record = try RecordParser.next(in: bytes, at: &at) {
        guard record.receivedNs >= lastReceivedNs else {
          throw RecordError(
            part: .receivedNs, problem: .backwards, recordOffset: goodBytes, offset: goodBytes)
        }
        if recordCount == 0 { firstReceivedNs = record.receivedNs }
        lastReceivedNs = record.receivedNs
        recordCount += 1
        holdsContext = holdsContext || record.kind.isContext
        endsSegment = record.kind == .end
        goodBytes = at
      }
    } catch {
      problem = error
    }
  }

  /// Receive time of a tail's first record; nil if it has none.
  static func firstReceivedNs(_ path: String) throws(RecordingError) -> Int64? {
    guard let bytes = try bytes(path) else { return nil }
    let scan = TailScan(bytes.span)
    return scan.recordCount > 0 ? scan.firstReceivedNs : nil
  }

  /// All of a tail; nil if it is not there (any more): it was sealed.
  static func bytes(_ path: String) throws(RecordingError) -> [UInt8]? {
    let file: DiskFile
    do {
      file = try DiskFile(reading: path)
    } catch {
      if DiskFolder.item(path) == .none { return nil }
      throw error
    }
    let byteCount = try file.byteCount()
    guard byteCount <= Int64(bytesMax) else {
      throw .damaged(
        Damage(
          .tail, segment: DiskFolder.name(path), fileOffset: 0, byteCount: byteCount,
          recordsLost: nil,
          "found a tail of \(byteCount) bytes, expected at most \(bytesMax)"))
    }
    var bytes = [UInt8](repeating: 0, count: Int(byteCount))
    let count = try file.read(into: &bytes, count: bytes.count, at: 0)
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  static let bytesMax =
    RecordingLimits.blockRawBytesMax + RecordingLimits.blockRawBytesWantedMax
}
