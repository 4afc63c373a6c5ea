/// Reads one JSON document from bytes that are not to be trusted, and says where they stop being one.
package struct JSONParser {
  package struct Failure: Error, Equatable {
    /// Offset of the first byte that does not belong.
    package var offset: Int
    /// `expected value`, in the words of Binance's server.
    package var expected: String
  }

  /// Arrays and objects within each other.
  package static let depthMax = 32

  private let bytes: [UInt8]
  private var at = 0

  /// The one document that `bytes` hold, spaces around it allowed.
  package static func parse(_ bytes: [UInt8]) throws(Failure) -> JSONValue {
    var parser = JSONParser(bytes: bytes)
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    if parser.at < bytes.count { throw parser.failure("trailing characters") }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

  private func failure(_ expected: String, at offset: Int? = nil) -> Failure {
    Failure(offset: offset ?? at, expected: expected)
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
  }

  private mutating func value(depth: Int) throws(Failure) -> JSONValue {
    skipSpace()
    guard depth <= Self.depthMax else { throw failure("recursion limit exceeded") }
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"): return try number()
    case .some(let byte) where (0x30...0x39).contains(byte): return try number()
    default: break
    }
    for (word, value): (StaticString, JSONValue) in [
      ("null", .null), ("true", .bool(true)), ("false", .bool(false)),
    ] where take(word) {
      return value
    }
    throw failure("expected value")
  }

  private mutating func take(_ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard bytes.count - at >= count else { return false }
    let isThere = word.withUTF8Buffer { bytes[at..<at + count].elementsEqual($0) }
    if isThere { at += count }
    return isThere
  }

  private mutating func array(depth: Int) throws(Failure) -> JSONValue {
    at += 1
    var values: [JSONValue] = []
    skipSpace()
    if next == UInt8(ascii: "]") {
      at += 1
      return .array([])
    }
    while true {
      values.append(try value(depth: depth + 1))
      if try isLast(before: UInt8(ascii: "]")) { return .array(values) }
    }
  }

  private mutating func object(depth: Int) throws(Failure) -> JSONValue {
    at += 1
    var members: [JSONValue.Member] = []
    skipSpace()
    if next == UInt8(ascii: "}") {
      at += 1
      return .object(members)
    }
    while true {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw failure("key must be a string") }
      let key = try string()
      skipSpace()
      guard next == UInt8(ascii: ":") else { throw failure("expected `:`") }
      at += 1
      members.append((key, try value(depth: depth + 1)))
      if try isLast(before: UInt8(ascii: "}")) { return .object(members) }
    }
  }

  /// Behind an element: a comma, or the end.
  private mutating func isLast(before end: UInt8) throws(Failure) -> Bool {
    skipSpace()
    guard let byte = next, byte == end || byte == UInt8(ascii: ",") else {
      throw failure(end == UInt8(ascii: "]") ? "expected `,` or `]`" : "expected `,` or `}`")
    }
    at += 1
    return byte == end
  }

  private mutating func number() throws(Failure) -> JSONValue {
    let start = at
    if next == UInt8(ascii: "-") { at += 1 }
    let (first, digitsStart) = (next, at)
    let digits = skipDigits()
    if digits == 0 { throw failure("invalid number") }
    if digits > 1, first == 0x30 { throw failure("invalid number", at: digitsStart + 1) }
    var isWhole = true
    if next == UInt8(ascii: ".") {
      at += 1
      isWhole = false
      if skipDigits() == 0 { throw failure("invalid number") }
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      at += 1
      isWhole = false
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { at += 1 }
      if skipDigits() == 0 { throw failure("invalid number") }
    }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    if isWhole, let integer = Int64(text) { return .integer(integer) }
    return .number(text)
  }

  private mutating func skipDigits() -> Int {
    let start = at
    while let byte = next, (0x30...0x39).contains(byte) { at += 1 }
    return at - start
  }

  private mutating func string() throws(Failure) -> String {
    at += 1
    var text: [UInt8] = []
    while let byte = next {
      at += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          throw failure("invalid unicode code point")
        }
        return string
      case UInt8(ascii: "\\"): text.append(contentsOf: String(try escape()).utf8)
      case 0..<0x20: throw failure("control character (\\u0000-\\u001F) found", at: at - 1)
      default: text.append(byte)
      }
    }
    throw failure("EOF while parsing a string")
  }

  private mutating func escape() throws(Failure) -> Unicode.Scalar {
    guard let byte = next else { throw failure("EOF while parsing a string") }
    at += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape()
    default: throw failure("invalid escape", at: at - 1)
    }
  }

  private mutating func unicodeEscape() throws(Failure) -> Unicode.Scalar {
    var unit = try hexUnit()
    // The first half of a pair: the second must follow.
    if (0xD800..<0xDC00).contains(unit), take("\\u") {
      let low = try hexUnit()
      guard (0xDC00..<0xE000).contains(low) else { throw failure("lone leading surrogate") }
      unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(unit) else { throw failure("lone leading surrogate") }
    return scalar
  }

  /// Four hexadecimal digits.
  private mutating func hexUnit() throws(Failure) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = next.flatMap({ Character(Unicode.Scalar($0)).hexDigitValue }) else {
        throw failure("invalid escape")
      }
      unit = unit << 4 | UInt32(digit)
      at += 1
    }
    return unit
  }
}
