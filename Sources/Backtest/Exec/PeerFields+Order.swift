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
    if let trail = try trail("trail") { return .trailingStop(trail) }
    return .market
  }

  /// A trailing stop: `trail` a share or `trailAmount`, and `trailFrom` the price at which it begins.
  private mutating func trail(_ key: String) throws(PeerMistake) -> Trail? {
    let from = try amount("\(key)From")
    if let share = try share(key) { return Trail(share, activation: from) }
    if let amount = try amount("\(key)Amount") { return Trail(amount: amount, activation: from) }
    guard from == nil else { throw PeerMistake("\"\(key)From\" needs \"\(key)\"") }
    return nil
  }

  /// Nil where none is written.
  mutating func kindIfGiven() throws(PeerMistake) -> Order.Kind? {
    let kind = try kind()
    return kind == .market ? nil : kind
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

  /// GTD is an order that stays, until a time (`until`).
  mutating func timeInForce() throws(PeerMistake) -> Order.TimeInForce {
    guard let text = try text("timeInForce") else { return .goodTillCancelled }
    if text == "GTD" {
      guard has("untilMs") else { throw PeerMistake("GTD needs \"untilMs\"") }
      return .goodTillCancelled
    }
    guard let value = Order.TimeInForce(rawValue: text) else {
      throw expected("GTC, IOC, FOK or GTD", "timeInForce", .string(text))
    }
    return value
  }

  /// `"untilMs"`, in µs.
  mutating func until() throws(PeerMistake) -> Int64? {
    guard let timeMs = try integer("untilMs") else { return nil }
    let (timeUs, overflow) = Int64(timeMs).multipliedReportingOverflow(by: 1000)
    return overflow ? .max : timeUs
  }

  mutating func exits() throws(PeerMistake) -> Order.Exits? {
    var exits = Order.Exits(takeProfit: try amount("takeProfit"))
    exits.takeProfitShare = try share("takeProfitShare")
    exits.stopLossShare = try share("stopLossShare")
    if let price = try amount("stopLoss") {
      exits.stop =
        try amount("stopLossLimit").map { .stopLimit(stop: price, limit: $0) } ?? .stop(price)
    } else if let trail = try trail("trailLoss") {
      exits.stop = .trailingStop(trail)
    }
    return exits.count == 0 ? nil : exits
  }
}
