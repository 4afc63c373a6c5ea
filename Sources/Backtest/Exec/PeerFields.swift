import Basics
import Market

/// Which order is meant.
enum PeerReference {
  case order(OrderID)
  /// An id that none was given.
  case unknown(String)
}

/// The members of an object, taken one by one; at the end none may be left, so that a key written
/// wrong is not overlooked.
struct PeerFields {
  private var left: [JSONValue.Member]

  init(_ value: JSONValue) throws(PeerMistake) {
    guard case .object(let members) = value else {
      throw PeerMistake("\(Self.shown(value)) where an order, an object, is expected")
    }
    left = members
    var keys: Set<String> = []
    for key in members.map(\.key) where !keys.insert(key).inserted {
      throw PeerMistake("\"\(key)\" comes twice")
    }
  }

  /// Throws where a member was not asked for.
  func end() throws(PeerMistake) {
    guard let member = left.first else { return }
    throw PeerMistake("\"\(member.key)\" means nothing here")
  }

  /// An absent member and null are the same.
  private mutating func take(_ key: String) -> JSONValue? {
    guard let index = left.firstIndex(where: { $0.key == key }) else { return nil }
    let value = left.remove(at: index).value
    return value == .null ? nil : value
  }

  func has(_ key: String) -> Bool { left.contains { $0.key == key && $0.value != .null } }

  mutating func text(_ key: String) throws(PeerMistake) -> String? {
    guard let value = take(key) else { return nil }
    guard case .string(let text) = value else { throw expected("a text", key, value) }
    return text
  }

  mutating func isTrue(_ key: String) throws(PeerMistake) -> Bool {
    guard let value = take(key) else { return false }
    guard value == .bool(true) else { throw expected("true", key, value) }
    return true
  }

  mutating func integer(_ key: String) throws(PeerMistake) -> Int? {
    guard let value = take(key) else { return nil }
    guard case .integer(let number) = value, let fits = Int(exactly: number) else {
      throw expected("a whole number", key, value)
    }
    return fits
  }

  mutating func array(_ key: String) throws(PeerMistake) -> [JSONValue]? {
    guard let value = take(key) else { return nil }
    guard case .array(let values) = value else { throw expected("an array", key, value) }
    return values
  }

  /// The members of an object, each a number or null, which is left out.
  mutating func numbers(_ key: String) throws(PeerMistake) -> [(name: String, value: Double)] {
    guard let value = take(key) else { return [] }
    guard case .object(let members) = value else { throw expected("an object", key, value) }
    var numbers: [(name: String, value: Double)] = []
    for member in members where member.value != .null {
      guard let number = Double(member.value.text) else {
        throw expected("a number", member.key, member.value)
      }
      numbers.append((member.key, number))
    }
    return numbers
  }

  mutating func texts(_ key: String) throws(PeerMistake) -> [String]? {
    guard let values = try array(key) else { return nil }
    var texts: [String] = []
    for value in values {
      guard case .string(let text) = value else { throw expected("a text", key, value) }
      texts.append(text)
    }
    return texts
  }

  /// By its number, or by the id that the strategy has given it.
  mutating func order(_ key: String, _ broker: Broker) throws(PeerMistake) -> PeerReference? {
    guard let value = take(key) else { return nil }
    if case .string(let clientId) = value {
      return broker.order(clientId: clientId).map { .order($0) } ?? .unknown(clientId)
    }
    guard case .integer(let number) = value, let id = Int(exactly: number) else {
      throw expected("the number or id of an order", key, value)
    }
    return .order(OrderID(rawValue: id))
  }

  mutating func amount(_ key: String) throws(PeerMistake) -> Amount? {
    guard let value = take(key) else { return nil }
    let units = Self.sum(value).flatMap { Int64(exactly: $0.units) }
    guard let units else { throw expected("an amount", key, value) }
    return Amount(units: units)
  }

  mutating func quantity(_ key: String) throws(PeerMistake) -> AmountSum? {
    guard let value = take(key) else { return nil }
    guard let sum = Self.sum(value) else { throw expected("an amount", key, value) }
    return sum
  }

  private static func sum(_ value: JSONValue) -> AmountSum? {
    switch value {
    case .integer(let number): AmountSum(jsonNumber: String(number))
    case .number(let text): AmountSum(jsonNumber: text)
    case .string(let text): AmountSum(text)
    case .null, .bool, .array, .object: nil
    }
  }

  mutating func share(_ key: String) throws(PeerMistake) -> Ratio? {
    try amount(key).map { Ratio(parts: $0.units) }
  }

  func expected(_ what: String, _ key: String, _ value: JSONValue) -> PeerMistake {
    PeerMistake("\"\(key)\" is \(Self.shown(value)) where \(what) is expected")
  }

  /// As an error shows it.
  private static func shown(_ value: JSONValue) -> String {
    switch value {
    case .array: "an array"
    case .object: "an object"
    default: value.text
    }
  }
}
