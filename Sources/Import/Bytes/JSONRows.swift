/// Lines of a JSON array of arrays, `[[1621641600000,"37000.0",…],…]`, as ccxt, freqtrade and Binance's
/// REST write candles.
struct JSONRows {
  private let name: String
  private var depth = 0
  private var isInText = false
  private var isEscaped = false
  private var isOver = false
  /// Bytes of JSON so far.
  private var offset: Int64 = 0

  init(_ name: String) { self.name = name }

  /// Takes in a piece of the JSON, cut anywhere.
  mutating func take(
    _ bytes: Slice<UnsafeRawBufferPointer>, into lines: inout [UInt8]
  ) throws(ImportError) {
    for byte in bytes {
      try take(byte, into: &lines)
      offset += 1
    }
  }

  mutating func end() throws(ImportError) {
    guard isOver else { throw refusal("the file's end", expected: "\"]\" to close the array") }
  }

  private mutating func take(
    _ byte: UInt8, into lines: inout [UInt8]
  ) throws(ImportError) {
    if isInText { return takeText(byte, into: &lines) }
    switch byte {
    case 0x20, 0x09, 0x0a, 0x0d: return
    case _ where isOver: throw refusal("more behind the array", expected: "the file's end")
    case UInt8(ascii: "[") where depth < 2: depth += 1
    case UInt8(ascii: "]") where depth > 0:
      if depth == 2 { lines.append(0x0a) } else { isOver = true }
      depth -= 1
    case UInt8(ascii: ",") where depth == 1: return
    case UInt8(ascii: "\"") where depth == 2: isInText = true
    case UInt8(ascii: ","), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "E"), UInt8(ascii: "N"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"):
      guard depth == 2 else { fallthrough }
      lines.append(byte)
    default:
      throw refusal(
        excerpt([byte].span),
        expected: "an array of arrays: [[time, open, high, low, close, volume], …]")
    }
  }

  private mutating func takeText(_ byte: UInt8, into lines: inout [UInt8]) {
    if !isEscaped, byte == UInt8(ascii: "\"") {
      isInText = false
    } else {
      isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
      // Nothing that could break a line, or a column.
      if byte >= 0x20, byte != UInt8(ascii: ","), !isEscaped { lines.append(byte) }
    }
  }

  private func refusal(_ found: String, expected: String) -> ImportError {
    ImportError(
      name, .offset(offset), found: found, expected: expected,
      advice: "write the candles as a CSV with a header, for example with pandas: to_csv")
  }
}
