import Basics
import Market

/// What the members of an order mean.
extension PeerFields {
  private static let labelMax = 36

  mutating func label() throws(PeerMistake) -> OrderLabel {
    let label = OrderLabel(clientId: try text("clientId"), tag: try text("tag"))
    for (key, text) in [("clientId", label.clientId), ("tag", label.tag)] {
      guard let text, text.isEmpty || text.utf8.count > Self.labelMax else { continue }
      throw PeerMistake("\"\(key)\" has from 1 to \(Self.labelMax) bytes, not \(text.utf8.count)")
    }
    return label
  }

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
