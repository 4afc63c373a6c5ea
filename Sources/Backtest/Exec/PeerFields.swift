import Basics
import Market

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

  mutating func texts(_ key: String) throws(PeerMistake) -> [String]? {
    guard let values = try array(key) else { return nil }
    var texts: [String] = []
    for value in values {
      guard case .string(let text) = value else { throw expected("a text", key, value) }
      texts.append(text)
    }
    return texts
  }

  mutating func order(_ key: String) throws(PeerMistake) -> OrderID? {
    guard let value = take(key) else { return nil }
    guard case .integer(let number) = value, let id = Int(exactly: number) else {
      throw expected("the number of an order", key, value)
    }
    return OrderID(rawValue: id)
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

  private func expected(_ what: String, _ key: String, _ value: JSONValue) -> PeerMistake {
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

extension PeerFields {
  mutating func intent() throws(PeerMistake) -> Order.Intent? {
    if let quantity = try quantity("buy") { return .quantity(.buy, quantity) }
    if let quantity = try quantity("sell") { return .quantity(.sell, quantity) }
    if let amount = try amount("buyQuote") { return .quote(.buy, amount) }
    if let amount = try amount("sellQuote") { return .quote(.sell, amount) }
    return nil
  }

  mutating func kind() throws(PeerMistake) -> Order.Kind {
    if let stop = try amount("stop") {
      return try amount("limit").map { .stopLimit(stop: stop, limit: $0) } ?? .stop(stop)
    }
    if let limit = try amount("limit") { return .limit(limit) }
    if let limit = try amount("limitMaker") { return .limitMaker(limit) }
    if let distance = try share("trail") { return .trailingStop(distance) }
    return .market
  }

  /// The kind, and whether one is written.
  mutating func kindIfGiven() throws(PeerMistake) -> (kind: Order.Kind, isGiven: Bool) {
    let kind = try kind()
    return (kind, kind != .market)
  }

  mutating func kinds(_ key: String) throws(PeerMistake) -> [Order.Kind]? {
    guard let values = try array(key) else { return nil }
    var kinds: [Order.Kind] = []
    for value in values {
      var fields = try PeerFields(value)
      kinds.append(try fields.kind())
      try fields.end()
    }
    return kinds
  }

  mutating func timeInForce() throws(PeerMistake) -> Order.TimeInForce {
    guard let text = try text("timeInForce") else { return .goodTillCancelled }
    guard let value = Order.TimeInForce(rawValue: text) else {
      throw expected("GTC, IOC or FOK", "timeInForce", .string(text))
    }
    return value
  }

  mutating func exits() throws(PeerMistake) -> Order.Exits? {
    let takeProfit = try amount("takeProfit")
    var stop: Order.Kind?
    if let price = try amount("stopLoss") {
      stop = try amount("stopLossLimit").map { .stopLimit(stop: price, limit: $0) } ?? .stop(price)
    } else if let distance = try share("trailLoss") {
      stop = .trailingStop(distance)
    }
    return takeProfit == nil && stop == nil ? nil : Order.Exits(takeProfit: takeProfit, stop: stop)
  }
}
