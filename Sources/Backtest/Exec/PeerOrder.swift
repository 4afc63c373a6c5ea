import Market

/// One object of the array with which a strategy in another language answers a line.
///
/// ```
/// {"target":0.5}                                hold half of the account's worth in the symbol
/// {"buy":2}  {"sell":2}                         a quantity of the base asset, at market
/// {"buyQuote":100}  {"sellQuote":100}           for an amount of quote
///   "limit":99.5   "limitMaker":99.5            with one of these, another kind of order;
///   "stop":98      "trail":0.02                 stop and limit together are a stop-limit order
///   "timeInForce":"GTC" | "IOC" | "FOK"
///   "takeProfit":110  "stopLoss":95             orders that close it once it has traded;
///   "stopLossLimit":94.5  "trailLoss":0.02      the limit of that stop, or a trailing stop
///   "oneCancelsOther":[{"limit":110},{"stop":95}]   a list of kinds in place of a kind
/// {"cancel":3}  {"cancelAll":true}
/// {"replace":3,"limit":99}                      another kind, and size if "buy" … is there
/// ```
/// `"symbol":"ETHUSDT"` names the symbol; else it is that of the line. Amounts are numbers, rounded
/// to 10⁻⁸, or texts, taken exactly.
enum PeerOrder {
  case place(
    SymbolID, Order.Intent, Order.Kind, timeInForce: Order.TimeInForce, exits: Order.Exits?)
  case list(SymbolID, Order.Intent, [Order.Kind])
  case replace(OrderID, Order.Kind, Order.Intent?)
  case cancel(OrderID)
  case cancelAll(SymbolID)

  /// More orders in one answer are refused.
  static let answerMax = 1000

  func place(_ broker: inout Broker) {
    switch self {
    case .place(let symbol, let intent, let kind, let timeInForce, let exits):
      broker.place(symbol, intent, kind, timeInForce: timeInForce, exits: exits)
    case .list(let symbol, let intent, let kinds): broker.placeList(symbol, intent, kinds)
    case .replace(let id, let kind, let intent): broker.replace(id, kind, intent: intent)
    case .cancel(let id): broker.cancel(id)
    case .cancelAll(let symbol): broker.cancelAll(symbol)
    }
  }

  /// All orders of an answer, or what is wrong with the first bad one.
  static func list(
    _ answer: [UInt8], default symbol: SymbolID, _ broker: Broker
  ) throws(PeerMistake) -> [PeerOrder] {
    guard case .array(let values) = try JSONValue(answer) else {
      throw PeerMistake("it is not an array")
    }
    if values.count > answerMax {
      throw PeerMistake("\(values.count) orders, at most \(answerMax) can be given at once")
    }
    var orders: [PeerOrder] = []
    for value in values { orders.append(try PeerOrder(value, symbol, broker)) }
    return orders
  }

  private init(
    _ value: JSONValue, _ symbol: SymbolID, _ broker: Broker
  ) throws(PeerMistake) {
    var fields = try PeerFields(value)
    var symbol = symbol
    if let name = try fields.text("symbol") {
      guard let known = broker.symbol(named: name) else {
        throw PeerMistake("no candle or trade of symbol \"\(name)\" was seen yet")
      }
      symbol = known
    }
    if let id = try fields.order("cancel") {
      self = .cancel(id)
    } else if try fields.isTrue("cancelAll") {
      self = .cancelAll(symbol)
    } else if let id = try fields.order("replace") {
      self = .replace(id, try fields.kind(), try fields.intent())
    } else if let share = try fields.share("target") {
      self = .place(symbol, .target(share), .market, timeInForce: .goodTillCancelled, exits: nil)
    } else if let intent = try fields.intent() {
      if let kinds = try fields.kinds("oneCancelsOther") {
        self = .list(symbol, intent, kinds)
      } else {
        self = .place(
          symbol, intent, try fields.kind(), timeInForce: try fields.timeInForce(),
          exits: try fields.exits())
      }
    } else {
      throw PeerMistake(
        "an order says what to do by one of target, buy, sell, buyQuote, sellQuote, cancel,"
          + " cancelAll, replace")
    }
    try fields.end()
  }
}

/// The members of an object, taken one by one; at the end none may be left, so that a key written
/// wrong is not overlooked.
private struct PeerFields {
  private var left: [JSONValue.Member]

  init(_ value: JSONValue) throws(PeerMistake) {
    guard case .object(let members) = value else {
      throw PeerMistake("\(value.kindText) where an order, an object, is expected")
    }
    left = members
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

  mutating func order(_ key: String) throws(PeerMistake) -> OrderID? {
    guard let value = take(key) else { return nil }
    guard case .number(let text) = value, let id = Int(text) else {
      throw expected("the number of an order", key, value)
    }
    return OrderID(rawValue: id)
  }

  mutating func amount(_ key: String) throws(PeerMistake) -> Amount? {
    guard let value = take(key) else { return nil }
    let amount: Amount? =
      switch value {
      case .number(let text): Amount(jsonNumber: text)
      case .string(let text): Amount(text)
      case .null, .bool, .array, .object: nil
      }
    guard let amount else { throw expected("an amount", key, value) }
    return amount
  }

  mutating func share(_ key: String) throws(PeerMistake) -> Ratio? {
    try amount(key).map { Ratio(parts: $0.units) }
  }

  private func expected(_ what: String, _ key: String, _ value: JSONValue) -> PeerMistake {
    PeerMistake("\"\(key)\" is \(value.kindText) where \(what) is expected")
  }
}

extension PeerFields {
  mutating func intent() throws(PeerMistake) -> Order.Intent? {
    if let amount = try amount("buy") { return .quantity(.buy, amount) }
    if let amount = try amount("sell") { return .quantity(.sell, amount) }
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

  mutating func kinds(_ key: String) throws(PeerMistake) -> [Order.Kind]? {
    guard let value = take(key) else { return nil }
    guard case .array(let values) = value else { throw expected("an array", key, value) }
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
