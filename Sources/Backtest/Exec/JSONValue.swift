/// A JSON value as another program wrote it. Numbers stay text, so that money stays exact.
enum JSONValue: Hashable {
  case null
  case bool(Bool)
  case number(String)
  case string(String)
  case array([JSONValue])
  /// In the order in which they were written.
  case object([Member])

  struct Member: Hashable {
    let key: String
    let value: JSONValue
  }

  /// Deeper values are refused.
  static let depthMax = 8

  /// Reads one value and nothing after it.
  init(_ bytes: [UInt8]) throws(PeerMistake) {
    var reader = JSONReader(bytes)
    self = try reader.value(depth: 0)
    try reader.end()
  }

  /// As an error shows it.
  var kindText: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .number(let text): text
    case .string(let text): "\"\(text)\""
    case .array: "an array"
    case .object: "an object"
    }
  }
}

/// What is wrong with an answer.
struct PeerMistake: Error {
  let what: String

  init(_ what: String) { self.what = what }
}

/// RFC 8259, one value.
private struct JSONReader {
  private let bytes: [UInt8]
  private var at = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func value(depth: Int) throws(PeerMistake) -> JSONValue {
    if depth > JSONValue.depthMax { throw PeerMistake("it is nested too deeply") }
    skipSpaces()
    switch peek {
    case UInt8(ascii: "["): return .array(try array(depth))
    case UInt8(ascii: "{"): return .object(try object(depth))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case .some(UInt8(ascii: "0")...UInt8(ascii: "9")), UInt8(ascii: "-"): return .number(number())
    default: throw unexpected("a JSON value")
    }
  }

  mutating func end() throws(PeerMistake) {
    skipSpaces()
    if at < bytes.count { throw unexpected("the end of the line") }
  }

  private var peek: UInt8? { at < bytes.count ? bytes[at] : nil }

  private func unexpected(_ expected: String) -> PeerMistake {
    guard let byte = peek else {
      return PeerMistake("the line ends where \(expected) is expected")
    }
    let shown = (0x20..<0x7F).contains(byte) ? "'\(UnicodeScalar(byte))'" : "byte \(byte)"
    return PeerMistake("\(shown) at byte \(at), where \(expected) is expected")
  }

  private mutating func skipSpaces() {
    while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A { at += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpaces()
    guard peek == byte else { return false }
    at += 1
    return true
  }

  private mutating func word(
    _ word: String, _ value: JSONValue
  ) throws(PeerMistake) -> JSONValue {
    guard bytes[at...].starts(with: word.utf8) else { throw unexpected(word) }
    at += word.utf8.count
    return value
  }

  /// What looks like a number; whether it is one is asked by whoever needs it.
  private mutating func number() -> String {
    let start = at
    while let byte = peek,
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "+-.eE".utf8.contains(byte)
    {
      at += 1
    }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  private mutating func array(_ depth: Int) throws(PeerMistake) -> [JSONValue] {
    at += 1
    var values: [JSONValue] = []
    if take(UInt8(ascii: "]")) { return values }
    repeat { values.append(try value(depth: depth + 1)) } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw unexpected("',' or ']'") }
    return values
  }

  private mutating func object(_ depth: Int) throws(PeerMistake) -> [JSONValue.Member] {
    at += 1
    var members: [JSONValue.Member] = []
    if take(UInt8(ascii: "}")) { return members }
    repeat {
      skipSpaces()
      guard peek == UInt8(ascii: "\"") else { throw unexpected("a key in quotes") }
      let key = try string()
      guard take(UInt8(ascii: ":")) else { throw unexpected("':'") }
      if members.contains(where: { $0.key == key }) { throw PeerMistake("\"\(key)\" comes twice") }
      members.append(.init(key: key, value: try value(depth: depth + 1)))
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw unexpected("',' or '}'") }
    return members
  }

  private mutating func string() throws(PeerMistake) -> String {
    at += 1
    var units: [UInt16] = []
    var start = at
    func text() -> [UInt16] { Array(String(decoding: bytes[start..<at], as: UTF8.self).utf16) }
    while let byte = peek, byte != UInt8(ascii: "\"") {
      if byte < 0x20 { throw unexpected("a character of a text") }
      guard byte == UInt8(ascii: "\\") else {
        at += 1
        continue
      }
      units += text()
      units.append(try escape())
      start = at
    }
    guard peek != nil else { throw unexpected("'\"'") }
    units += text()
    at += 1
    return String(decoding: units, as: UTF16.self)
  }

  private mutating func escape() throws(PeerMistake) -> UInt16 {
    at += 1
    let letter = peek
    at += letter == nil ? 0 : 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return UInt16(letter ?? 0)
    case UInt8(ascii: "b"): return 0x08
    case UInt8(ascii: "f"): return 0x0C
    case UInt8(ascii: "n"): return 0x0A
    case UInt8(ascii: "r"): return 0x0D
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "u"):
      let digits = String(decoding: bytes[at..<min(at + 4, bytes.count)], as: UTF8.self)
      guard digits.utf8.count == 4, !digits.hasPrefix("+"), !digits.hasPrefix("-"),
        let unit = UInt16(digits, radix: 16)
      else { throw unexpected("four hexadecimal digits") }
      at += 4
      return unit
    default:
      at -= letter == nil ? 0 : 1
      throw unexpected("an escape")
    }
  }
}
