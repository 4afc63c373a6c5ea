/// Writes one JSON document with its keys in the order in which they are given.
///
/// Numbers are written as texts that already are JSON numbers, so that money stays exact.
package struct JSONWriter {
  /// What was written so far.
  package private(set) var text = ""
  private var needsComma = false

  package init() {}

  package mutating func object(_ key: String? = nil, _ body: (inout JSONWriter) -> Void) {
    nest(key, open: "{", close: "}", body)
  }

  package mutating func array(_ key: String? = nil, _ body: (inout JSONWriter) -> Void) {
    nest(key, open: "[", close: "]", body)
  }

  /// A number, or null where there is no answer.
  package mutating func number(_ key: String? = nil, _ number: (some CustomStringConvertible)?) {
    begin(key)
    text += number.map { "\($0)" } ?? "null"
  }

  package mutating func string(_ key: String? = nil, _ value: String?) {
    begin(key)
    text += value?.inJSONQuotes ?? "null"
  }

  private mutating func nest(
    _ key: String?, open: String, close: String, _ body: (inout JSONWriter) -> Void
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
    text += key.inJSONQuotes + ":"
  }
}
