/// Writes one JSON document with its keys in the order in which they are given.
///
/// Numbers are written as texts that already are JSON numbers, so that money stays exact.
struct JSONWriter {
  private(set) var text = ""
  private var needsComma = false

  mutating func object(_ key: String? = nil, _ body: (inout JSONWriter) -> Void) {
    nest(key, "{", "}", body)
  }

  mutating func array(_ key: String? = nil, _ body: (inout JSONWriter) -> Void) {
    nest(key, "[", "]", body)
  }

  /// A number, or null where there is no answer.
  mutating func number(_ key: String? = nil, _ number: (some CustomStringConvertible)?) {
    begin(key)
    text += number.map { "\($0)" } ?? "null"
  }

  mutating func string(_ key: String? = nil, _ value: String?) {
    begin(key)
    if let value { quote(value) } else { text += "null" }
  }

  private mutating func nest(
    _ key: String?, _ open: String, _ close: String, _ body: (inout JSONWriter) -> Void
  ) {
    begin(key)
    text += open
    needsComma = false
    body(&self)
    text += close
    needsComma = true
  }

  private mutating func begin(_ key: String?) {
    if needsComma { text += "," }
    needsComma = true
    guard let key else { return }
    quote(key)
    text += ":"
  }

  private mutating func quote(_ value: String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case _ where scalar.value < 0x20:
        let hex = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
