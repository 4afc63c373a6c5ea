/// Every length that a recording may ask memory for, named. A reader refuses what is larger, so that
/// damaged or hostile bytes cannot exhaust memory.
package enum RecordingLimits {
  /// Bytes in one record's payload: 64 MiB. Real exchangeInfo bodies reach 3.3 MB.
  package static let payloadBytesMax = 64 << 20

  /// Bytes of a record besides its payload: 19 + 10 + 1 + 8 digits, four spaces, one LF, rounded up.
  package static let recordOverheadBytesMax = 64

  /// Raw bytes in one block: the largest record, which is a block of its own.
  package static let blockRawBytesMax = payloadBytesMax + recordOverheadBytesMax

  /// Raw bytes that a block may be asked to collect before it is sealed: 16 MiB.
  package static let blockRawBytesWantedMax = 16 << 20

  /// Bytes of one gzip member: deflate grows incompressible data by less than 1/1000 + 64 bytes.
  package static let memberBytesMax = blockRawBytesMax + blockRawBytesMax / 1000 + 1024

  /// Bytes of `o` and `T` records kept to be restated in the next segment, over all connections.
  package static let restatedBytesMax = 4 << 20

  /// `o` and `T` records kept to be restated.
  package static let restatedRecordsMax = 10_000

  /// Bytes of a session's identifier.
  package static let sessionBytesMax = 40

  /// Bytes of a session's configuration, host and tool texts, each.
  package static let metadataTextBytesMax = 1 << 20

  /// Segments in one recording folder.
  package static let segmentsMax = 1_000_000
}
