/// What a row of an archive file is ordered by, and where it stood.
struct OrderedRow: BitwiseCopyable, Sendable {
  /// A trade's or an aggregate's id; a candle's open time in ms.
  var key: Int64 = 0
  /// An aggregate's first trade; otherwise the key again.
  var first: Int64 = 0
  /// An aggregate's last trade; the moment in ms before which the next candle must not open; otherwise
  /// the key again.
  var last: Int64 = 0
  /// When it was known: a trade's time, the first instant after a candle.
  var timeNs: Int64 = 0
  /// Number of the file in its stream.
  var file: Int32 = 0
  /// Its length, without a line end.
  var byteCount: Int32 = 0
  /// Whether it is a candle that opens past the border of its interval.
  var isOffGrid = false
  /// From 1, and the bytes of unpacked text before it.
  var line: Int64 = 0
  var lineOffset: Int64 = 0

  /// Whether it is a candle that ends before the next one must open, as at a halt.
  var isCutShort: Bool { timeNs < last * 1_000_000 && !isOffGrid }

  /// Aggregates of one id may be two: the first trades decide.
  func isBefore(_ other: OrderedRow) -> Bool { (key, first) < (other.key, other.first) }
}

/// Rows one after the other, each with its text.
protocol RowSource: AnyObject {
  /// Moves on to the next row; nil at the end.
  func next() throws -> OrderedRow?

  /// The text of the row that `next` gave, without a line end.
  func withText<R>(_ body: (borrowing Span<UInt8>) throws -> R) rethrows -> R
}
