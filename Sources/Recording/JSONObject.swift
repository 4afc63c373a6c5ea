/// The top level of one JSON object: enough to read what this module writes into `m`, `g` and `z`
/// records, and the `url` of an `o` record. Nested values are checked for shape and skipped.
package struct JSONObject: Sendable {
  package enum Value: Equatable, Sendable {
    case text(String)
    case integer(Int64)
    /// Anything else, as written.
    case other(String)
  }

  /// In the order of the text; of a repeated key the last one counts.
  package private(set) var members: [(key: String, value: Value)] = []

  package func text(_ key: String) -> String? {
    if case .text(let text)? = self[key] { text } else { nil }
  }

  package func integer(_ key: String) -> Int64? {
    if case .integer(let value)? = self[key] { value } else { nil }
  }

  package subscript(key: String) -> Value? { members.last { $0.key == key }?.value }

  /// nil if the bytes are no JSON object.
  package init?(_ bytes: [UInt8]) {
    var reader = JSONReader(bytes: bytes)
    guard reader.object(depth: 0, { members.append(($0, $1)) }), reader.isAtEnd else { return nil }
  }

  /// A text in JSON's quotes.
  package static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

private struct JSONReader {
  let bytes: [UInt8]
  var at = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  static let depthMax = 64

  var isAtEnd: Bool {
    mutating get {
      skipSpace()
      return at == bytes.count
    }
  }

  mutating func object(depth: Int, _ member: (String, JSONObject.Value) -> Void) -> Bool {
    guard depth < JSONReader.depthMax, take("{") else { return false }
    if take("}") { return true }
    repeat {
      guard let key = text(), take(":"), let value = value(depth: depth) else { return false }
      member(key, value)
    } while take(",")
    return take("}")
  }

  private mutating func value(depth: Int) -> JSONObject.Value? {
    skipSpace()
    guard at < bytes.count else { return nil }
    let start = at
    switch bytes[at] {
    case UInt8(ascii: "\""):
      return text().map(JSONObject.Value.text)
    case UInt8(ascii: "{"):
      guard object(depth: depth + 1, { _, _ in }) else { return nil }
    case UInt8(ascii: "["):
      guard array(depth: depth + 1) else { return nil }
    default:
      while at < bytes.count, JSONReader.isScalar(bytes[at]) { at += 1 }
      guard at > start else { return nil }
    }
    let written = String(decoding: bytes[start..<at], as: UTF8.self)
    return Int64(written).map(JSONObject.Value.integer) ?? .other(written)
  }

  private mutating func array(depth: Int) -> Bool {
    guard depth < JSONReader.depthMax, take("[") else { return false }
    if take("]") { return true }
    repeat { guard value(depth: depth) != nil else { return false } } while take(",")
    return take("]")
  }

  private mutating func text() -> String? {
    guard take("\"") else { return nil }
    var result: [UInt8] = []
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      if byte == UInt8(ascii: "\"") { return String(decoding: result, as: UTF8.self) }
      if byte != UInt8(ascii: "\\") {
        result.append(byte)
        continue
      }
      guard let scalar = escaped() else { return nil }
      result.append(contentsOf: String(Character(scalar)).utf8)
    }
    return nil
  }

  private mutating func escaped() -> UnicodeScalar? {
    guard at < bytes.count else { return nil }
    let letter = bytes[at]
    at += 1
    switch letter {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "u"):
      guard let high = hex4() else { return nil }
      if let scalar = UnicodeScalar(high) { return scalar }
      guard at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"),
        bytes[at + 1] == UInt8(ascii: "u")
      else { return "\u{FFFD}" }
      at += 2
      guard let low = hex4() else { return nil }
      guard (0xD800..<0xDC00).contains(high), (0xDC00..<0xE000).contains(low) else {
        return "\u{FFFD}"
      }
      return UnicodeScalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
    default: return UnicodeScalar(letter)
    }
  }

  private mutating func hex4() -> UInt32? {
    guard at + 4 <= bytes.count else { return nil }
    let value = UInt32(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
    at += 4
    return value
  }

  private mutating func take(_ scalar: UnicodeScalar) -> Bool {
    skipSpace()
    guard at < bytes.count, bytes[at] == UInt8(ascii: scalar) else { return false }
    at += 1
    return true
  }

  private mutating func skipSpace() {
    while at < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) { at += 1 }
  }

  private static func isScalar(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".")
      || byte == UInt8(ascii: "E")
  }
}
