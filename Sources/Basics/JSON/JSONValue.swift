/// A JSON document (RFC 8259): its objects keep the order of their members, its numbers every digit.
package indirect enum JSONValue: Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  /// A number that is no `Int64`, as written.
  case number(String)
  case string(String)
  case array([JSONValue])
  /// In the order of the text; a key may come again.
  case object([Member])

  package typealias Member = (key: String, value: JSONValue)

  /// The one document that a text holds; nil if it holds none, or more.
  package init?(text: String) {
    guard let value = try? JSONParser.parse(Array(text.utf8)) else { return nil }
    self = value
  }

  /// Of an object, the value of a key; of a repeated key the last one counts.
  package subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.key == key }?.value
  }

  /// Of an object, the string under a key.
  package func string(_ key: String) -> String? {
    if case .string(let string)? = self[key] { string } else { nil }
  }

  /// Of an object, the integer under a key.
  package func integer(_ key: String) -> Int64? {
    if case .integer(let integer)? = self[key] { integer } else { nil }
  }

  /// The document in one line, without spaces.
  package var text: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .number(let text): text
    case .string(let string): string.inJSONQuotes
    case .array(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
    case .object(let members):
      "{" + members.map { $0.key.inJSONQuotes + ":" + $0.value.text }.joined(separator: ",") + "}"
    }
  }
}

extension JSONValue: Equatable {
  /// Whether both are the same document, the members of objects in the same order.
  package static func == (one: JSONValue, other: JSONValue) -> Bool { one.text == other.text }
}

extension String {
  /// This text as a JSON string: in quotes, with what may not stand in one escaped.
  package var inJSONQuotes: String {
    var quoted = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
