/// Where a column is being read in the inflated bytes.
struct ColumnCursor {
  var mode = ColumnMode.plain
  private var at = 0
  private var end = 0
  /// The column holds nothing but zeros, and no bytes.
  private(set) var isZero = true

  /// A column of zeros.
  init(mode: ColumnMode = .plain) { self.mode = mode }

  init(mode: ColumnMode = .plain, _ range: Range<Int>) {
    self.mode = mode
    (at, end, isZero) = (range.lowerBound, range.upperBound, false)
  }

  /// A piece of the column.
  func part(_ range: Range<Int>) -> ColumnCursor {
    isZero ? self : ColumnCursor(mode: mode, at + range.lowerBound..<at + range.upperBound)
  }

  @inline(__always)
  mutating func next(in bytes: borrowing Span<UInt8>) throws(PackedError) -> UInt64 {
    if isZero { return 0 }
    return try Varint.next(in: bytes, at: &at, end: end)
  }
}
