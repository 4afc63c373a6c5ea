package import Basics

/// What a client asks of its connection in a text frame (web-socket-streams.md).
package enum ControlRequest: Equatable, Sendable {
  case subscribe([String])
  case unsubscribe([String])
  case listSubscriptions
  case setCombined(Bool)
  case getCombined

  /// Streams of one connection.
  package static let streamsMax = 1024
  package static let nameBytesMax = 200

  private static let methods = [
    "SUBSCRIBE", "UNSUBSCRIBE", "LIST_SUBSCRIPTIONS", "SET_PROPERTY", "GET_PROPERTY",
  ]

  /// Why a request is refused, in Binance's words.
  package struct Refusal: Error, Equatable {
    package var code: Int
    package var message: String
    /// Where the reply names the request.
    package var id: JSONValue?

    package init(code: Int, message: String, id: JSONValue? = nil) {
      self.code = code
      self.message = message
      self.id = id
    }

    /// `{"code":2,"msg":"Invalid request: …"}`
    package var reply: String {
      var members: [JSONValue.Member] = [
        ("code", .integer(Int64(code))), ("msg", .string(message)),
      ]
      if let id { members.append(("id", id)) }
      return JSONValue.object(members).text
    }

    fileprivate static func invalid(_ message: String) -> Refusal {
      Refusal(code: 2, message: "Invalid request: " + message)
    }
  }

  /// Reads a text frame.
  /// - Returns: the request and its `id`, which the reply repeats.
  package static func read(
    _ text: [UInt8]
  ) throws(Refusal) -> (request: ControlRequest, id: JSONValue) {
    let document: JSONValue
    do {
      document = try JSONParser.parse(text)
    } catch {
      throw Refusal(code: 3, message: "Invalid JSON: " + error.words(in: text))
    }
    guard let method = document["method"] else {
      throw .invalid("missing field `method` at line 1 column \(text.count)")
    }
    guard case .string(let name) = method, methods.contains(name) else {
      let found = if case .string(let name) = method { name } else { method.text }
      let known = methods.map { "`\($0)`" }.joined(separator: ", ")
      throw .invalid("unknown variant `\(found.prefix(64))`, expected one of \(known)")
    }
    guard let id = document["id"], isID(id) else {
      throw .invalid("request ID must be an unsigned integer")
    }
    return (try request(name, document["params"], id), id)
  }

  /// A signed 64-bit integer, up to 36 letters and digits, or null.
  private static func isID(_ id: JSONValue) -> Bool {
    switch id {
    case .null, .integer: true
    case .string(let text):
      text.utf8.count <= 36
        && text.utf8.allSatisfy {
          (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
            || $0 == 0x2D || $0 == 0x5F
        }
    default: false
    }
  }

  private static func request(
    _ name: String, _ params: JSONValue?, _ id: JSONValue
  ) throws(Refusal) -> ControlRequest {
    switch name {
    case "SUBSCRIBE": return .subscribe(try streams(params))
    case "UNSUBSCRIBE": return .unsubscribe(try streams(params))
    case "LIST_SUBSCRIPTIONS": return .listSubscriptions
    default: return try property(name, params, id)
    }
  }

  private static func streams(_ params: JSONValue?) throws(Refusal) -> [String] {
    guard let params else { throw .invalid("missing field `params`") }
    guard case .array(let values) = params else {
      throw .invalid("invalid type: expected a sequence of stream names")
    }
    guard values.count <= streamsMax else { throw .invalid("too many parameters") }
    var names: [String] = []
    for value in values {
      guard case .string(let name) = value, name.utf8.count <= nameBytesMax else {
        throw .invalid("invalid type: expected a stream name")
      }
      names.append(name)
    }
    return names
  }

  private static func property(
    _ method: String, _ params: JSONValue?, _ id: JSONValue
  ) throws(Refusal) -> ControlRequest {
    guard case .array(let values)? = params, case .string(let name)? = values.first else {
      throw .invalid("property name must be a string")
    }
    guard name == "combined" else { throw Refusal(code: 0, message: "Unknown property", id: id) }
    let isSet = method == "SET_PROPERTY"
    if values.count > (isSet ? 2 : 1) { throw .invalid("too many parameters") }
    guard isSet else { return .getCombined }
    guard values.count == 2, case .bool(let isCombined) = values[1] else {
      throw Refusal(code: 1, message: "Invalid value type: expected Boolean")
    }
    return .setCombined(isCombined)
  }
}

extension JSONParser.Failure {
  /// `expected value at line 1 column 3`
  func words(in text: [UInt8]) -> String {
    let before = text.prefix(offset)
    let line = before.count { $0 == 0x0A } + 1
    let column = before.reversed().prefix { $0 != 0x0A }.count + 1
    return "\(expected) at line \(line) column \(column)"
  }
}
