/// What a block says of itself, in the FEXTRA field of its gzip member.
package struct BlockHeader: Equatable, Sendable {
  /// How the records are written behind the header.
  package var form = BlockForm.member
  /// Format version; 1.
  package var version: UInt8
  package var flags: BlockFlags
  /// Bytes of the whole gzip member: the next block begins behind them.
  package var memberBytes: Int
  /// Bytes of the records when inflated.
  package var rawBytes: Int
  package var recordCount: Int
  /// Number of the block in its segment, from 0.
  package var blockNumber: Int
  /// Sequence number of the block's first record; sequence numbers run through the session, from 1.
  package var firstSequence: Int64
  /// Receive time of the first record, ns since the Unix epoch.
  package var firstReceivedNs: Int64
  /// Receive time of the last record, ns since the Unix epoch.
  package var lastReceivedNs: Int64
  /// CRC32 of the session's name, by which a block of another session is recognised.
  package var sessionTag: UInt32

  package init(
    version: UInt8 = BlockFormat.version, flags: BlockFlags = [], memberBytes: Int, rawBytes: Int,
    recordCount: Int, blockNumber: Int, firstSequence: Int64, firstReceivedNs: Int64,
    lastReceivedNs: Int64, sessionTag: UInt32
  ) {
    self.version = version
    self.flags = flags
    self.memberBytes = memberBytes
    self.rawBytes = rawBytes
    self.recordCount = recordCount
    self.blockNumber = blockNumber
    self.firstSequence = firstSequence
    self.firstReceivedNs = firstReceivedNs
    self.lastReceivedNs = lastReceivedNs
    self.sessionTag = sessionTag
  }

  /// Sequence number of the record after the block's last.
  package var nextSequence: Int64 { firstSequence + Int64(recordCount) }
}

/// How a block's records are written.
package enum BlockForm: Sendable {
  /// As a gzip member.
  case member
  /// As the columns of a packed segment.
  case packed

  /// The first 16 bytes of such a block.
  var magic: [UInt8] { self == .member ? BlockFormat.magic : BlockFormat.packedMagic }
}

/// Facts about a block that a reader wants without inflating it.
package struct BlockFlags: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Nothing follows in this segment.
  package static let endsSegment = BlockFlags(rawValue: 1)
  /// Holds `m`, `o`, `x` or `T` records, which a reader needs even if it starts at a later block.
  package static let holdsContext = BlockFlags(rawValue: 2)
  /// Replaces a damaged block that was cut out: one `g` record that says what is gone.
  package static let standsIn = BlockFlags(rawValue: 4)
}
