import Basics
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
///   "oneCancelsOther":[{"limit":110},{"stop":95}]   a list of kinds instead of a kind
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
    let document: JSONValue
    do { document = try JSONParser.parse(answer) } catch { throw PeerMistake(error, in: answer) }
    guard case .array(let values) = document else { throw PeerMistake("it is not an array") }
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
