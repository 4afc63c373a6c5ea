/// Little-endian fields of a ZIP; nil where the bytes do not reach that far.
struct LittleEndian {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var count: Int { bytes.count }

  func u16(_ at: Int) -> UInt16? { field(at, 2).map(UInt16.init(truncatingIfNeeded:)) }
  func u32(_ at: Int) -> UInt32? { field(at, 4).map(UInt32.init(truncatingIfNeeded:)) }
  func u64(_ at: Int) -> UInt64? { field(at, 8) }

  func slice(_ at: Int, count: Int) -> ArraySlice<UInt8>? {
    at >= 0 && count >= 0 && at <= bytes.count - count ? bytes[at..<at + count] : nil
  }

  private func field(_ at: Int, _ width: Int) -> UInt64? {
    slice(at, count: width)?.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
