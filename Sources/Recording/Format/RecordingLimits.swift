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

  /// Largest sequence number: half of what 64 bits hold, so that sums of two cannot overflow.
  package static let sequenceMax = Int64.max >> 1

  /// Largest number of a block in its segment, below what its 32 bits hold.
  package static let blockNumberMax = Int(UInt32.max) - 1024

  /// Largest number of a segment in its session.
  package static let segmentNumberMax = 1_000_000_000

  /// Segments in one recording folder.
  package static let segmentsMax = 1_000_000
}
