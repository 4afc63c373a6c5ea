/// One row of an archive file, read column by column.
struct ArchiveRowReader {
  private(set) var at: Int
  /// Where the column read last begins.
  private(set) var columnStart = 0
  /// Length of the column read last.
  var columnBytes: Int { at - columnStart }
  /// Columns read so far.
  private var count = 0

  init(at: Int) { self.at = at }

  /// The end of the row's text: where its CR, LF or the end of the bytes lies.
  private static func isEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D || byte == 0 }

  /// Moves behind the comma before a column; the first column has none.
  private mutating func begin(_ bytes: borrowing Span<UInt8>) throws(ScanError) {
    if count > 0 {
      guard JSON.byte(bytes, at) == UInt8(ascii: ",") else { throw ScanError(at, .columns) }
      at += 1
    }
    count += 1
    columnStart = at
  }

  mutating func id(
    _ bytes: borrowing Span<UInt8>, else problem: ScanProblem = .id
  ) throws(ScanError) -> Int64 {
    try begin(bytes)
    return try JSON.id(bytes, &at, else: problem)
  }

  mutating func integer(_ bytes: borrowing Span<UInt8>) throws(ScanError) -> Int64 {
    try begin(bytes)
    return try JSON.integer(bytes, &at)
  }

  mutating func timeUs(_ bytes: borrowing Span<UInt8>) throws(ScanError) -> Int64 {
    try begin(bytes)
    return try JSON.timeUs(bytes, &at)
  }

  /// A time that is one of whole ms, as every candle's open time is.
  mutating func openTimeUs(_ bytes: borrowing Span<UInt8>) throws(ScanError) -> Int64 {
    let timeUs = try timeUs(bytes)
    guard timeUs % 1000 == 0 else { throw ScanError(columnStart, .openTime) }
    return timeUs
  }

  mutating func amount(_ bytes: borrowing Span<UInt8>) throws(ScanError) -> WireAmount {
    let start = at
    return try sum(bytes).narrowed(at: start)
  }

  mutating func sum(_ bytes: borrowing Span<UInt8>) throws(ScanError) -> WideAmount {
    try begin(bytes)
    let (quick, end) = WireAmount.readQuickly(bytes, at)
    if end > 0 {
      at = end
      return WideAmount(units: Int128(quick.units), decimals: quick.decimals)
    }
    let wide = try WideAmount.read(bytes, at)
    at = wide.end
    return wide.amount
  }

  /// Nil where the row's last column is empty.
  mutating func sumIfKnown(_ bytes: borrowing Span<UInt8>) throws(ScanError) -> WideAmount? {
    guard JSON.byte(bytes, at) == UInt8(ascii: ","), Self.isEnd(JSON.byte(bytes, at + 1)) else {
      return try sum(bytes)
    }
    try begin(bytes)
    return nil
  }

  /// Reads `True`, `False` (spot), `true` or `false` (futures).
  mutating func bool(_ bytes: borrowing Span<UInt8>) throws(ScanError) -> Bool {
    try begin(bytes)
    let start = at
    var end = at
    while case let byte = JSON.byte(bytes, end) | 0x20, byte >= 0x61, byte <= 0x7A { end += 1 }
    let name = Word(bytes, start..<end)
    at = end
    if name == Word("True") || name == Word("true") { return true }
    guard name == Word("False") || name == Word("false") else { throw ScanError(start, .bool) }
    return false
  }

  /// Reads a column whose value does not matter.
  mutating func skip(_ bytes: borrowing Span<UInt8>) throws(ScanError) {
    try begin(bytes)
    while case let byte = JSON.byte(bytes, at), byte != UInt8(ascii: ","), !Self.isEnd(byte) {
      at += 1
    }
  }

  /// Whether the row has ended.
  func hasEnded(_ bytes: borrowing Span<UInt8>) -> Bool { Self.isEnd(JSON.byte(bytes, at)) }

  /// Refuses further columns.
  func expectEnd(_ bytes: borrowing Span<UInt8>) throws(ScanError) {
    guard hasEnded(bytes) else { throw ScanError(at, .columns) }
  }
}
