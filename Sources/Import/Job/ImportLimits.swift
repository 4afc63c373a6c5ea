/// The longest and largest of everything that a foreign file may ask of us.
package enum ImportLimits {
  /// One frame with its time. Real exchangeInfo bodies reach 3.3 MB, a 5,000-level book 0.4 MB.
  package static let frameLineBytesMax = 32 << 20
  /// One row of a CSV: twelve columns of kline take about 200 bytes.
  package static let rowBytesMax = 4 << 10
  /// Bytes asked of the file at a time.
  static let readBytes = 128 << 10
  /// The list of entries of a ZIP, held in memory while it is read.
  static let zipDirectoryBytesMax = 16 << 20
  static let zipEntriesMax = 65_536
  /// Files of one import, and streams read side by side (each keeps a file open).
  package static let filesMax = 100_000
  package static let groupsMax = 900
  /// How far ahead of a file's end the next file of its stream may begin. Clocks get corrected, but
  /// files in the wrong order would squash hours into one instant.
  package static let overlapNsMax: Int64 = 60_000_000_000
  /// Rows of trades that share a record: at most this many …
  package static let archiveRowsMax = 100
  /// … and at most this long, first trade to last.
  package static let archiveSpanNsMax: Int64 = 1_000_000_000
  /// Lines looked at before the first frame is written, to learn venue, symbol and streams.
  static let headLinesMax = 5_000
  static let headBytesMax: Int64 = 4 << 20
  /// A `.CHECKSUM` file is one line of 64 digits and a name.
  static let checksumBytesMax = 4 << 10
}
