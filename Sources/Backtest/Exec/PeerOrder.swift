import Basics
import Market

/// One object of the array with which a strategy in another language answers a line.
///
/// ```
/// {"target":0.5}                                hold half of the account's worth in the symbol
/// {"buy":2}  {"sell":2}                         a quantity of the base asset, at market
/// {"buyQuote":100}  {"sellQuote":100}           for an amount of quote
///   "limit":99.5   "limitMaker":99.5            with one of these, another kind of order;
///   "stop":98                                   stop and limit together are a stop-limit order
///   "trail":0.02  "trailAmount":2  "trailFrom":105   a trailing stop, and where it begins to follow
///   "timeInForce":"GTC" | "IOC" | "FOK" | "GTD"   GTD with "untilMs"
///   "takeProfit":110  "stopLoss":95             orders that close it once it has traded;
///   "takeProfitShare":0.1  "stopLossShare":0.05   the same as shares of the price that it paid
///   "stopLossLimit":94.5  "trailLoss":0.02 …    the limit of that stop, or a trailing stop
///   "oneCancelsOther":[{"limit":110},{"stop":95}]   a list of kinds instead of a kind
///   "clientId":"mine"  "tag":"breakout"         its own id, for cancel and replace; a word for the report
/// {"cancel":3}  {"cancel":"mine"}  {"cancelAll":true}  {"close":true}   close sells what is held, too
/// {"replace":3,"limit":99}                      another kind, size by "buy" …, or exits by "takeProfit" …;
///                                               the rest stays; of an exit that waits the kind alone
/// ```
/// `"symbol":"ETHUSDT"` names the symbol; else it is that of the line. One that has not traded yet is
/// refused like any other bad order. Amounts are numbers, rounded
/// to 10⁻⁸, or texts, taken exactly.
enum PeerOrder {
  /// An order to be placed.
  struct Placement {
    let symbol: SymbolID
    let intent: Order.Intent
    var kind = Order.Kind.market
    var timeInForce = Order.TimeInForce.goodTillCancelled
    var untilUs: Int64?
    var exits: Order.Exits?
    let label: OrderLabel
  }

  case place(Placement)
  case list(SymbolID, Order.Intent, [Order.Kind], label: OrderLabel)
  case replace(OrderID, Order.Kind?, Order.Intent?, Order.Exits?)
  case cancel(OrderID)
  case cancelAll(SymbolID)
  case close(SymbolID, label: OrderLabel)
  /// The change of an order of an id that none was given: refused, too.
  case unknownOrder(clientId: String)
  /// An order in a symbol of which nothing has been seen: it is refused, and the run goes on.
  case unknown(symbol: String)

  /// More orders in one answer are refused.
  static let answerMax = 1000

  func place(_ broker: inout Broker) {
    switch self {
    case .place(let order):
      broker.place(
        order.symbol, order.intent, order.kind, timeInForce: order.timeInForce,
        exits: order.exits, untilUs: order.untilUs, label: order.label)
    case .list(let symbol, let intent, let kinds, let label):
      broker.placeList(symbol, intent, kinds, label: label)
    case .replace(let id, let kind, let intent, let exits):
      broker.replace(id, kind, intent: intent, exits: exits)
    case .cancel(let id): broker.cancel(id)
    case .cancelAll(let symbol): broker.cancelAll(symbol)
    case .close(let symbol, let label): broker.close(symbol, label: label)
    case .unknownOrder(let id): broker.refuse(clientId: id)
    case .unknown(let name): broker.refuse(symbol: name)
    }
  }

  /// All orders of an answer, or what is wrong with the first bad one.
  static func list(
    _ values: [JSONValue], default symbol: SymbolID?, _ broker: Broker
  ) throws(PeerMistake) -> [PeerOrder] {
    if values.count > answerMax {
      throw PeerMistake("\(values.count) orders, at most \(answerMax) can be given at once")
    }
    var orders: [PeerOrder] = []
    for value in values { orders.append(try PeerOrder(value, symbol, broker)) }
    return orders
  }

  private init(
    _ value: JSONValue, _ lineSymbol: SymbolID?, _ broker: Broker
  ) throws(PeerMistake) {
    var fields = try PeerFields(value)
    let name = try fields.text("symbol")
    let named = name.map { broker.symbol(named: $0) } ?? lineSymbol
    // What is written is looked at, though it may come to nothing.
    let symbol = named ?? SymbolID(rawValue: 0)
    if name == nil, lineSymbol == nil, Self.needsSymbol(value) {
      throw PeerMistake("\"symbol\" is lacking: this line is of no symbol")
    }
    if let order = try fields.order("cancel", broker) {
      self =
        switch order {
        case .order(let id): .cancel(id)
        case .unknown(let clientId): .unknownOrder(clientId: clientId)
        }
    } else if try fields.isTrue("cancelAll") {
      self = .cancelAll(symbol)
    } else if try fields.isTrue("close") {
      self = .close(symbol, label: try fields.label())
    } else if let order = try fields.order("replace", broker) {
      let kind = try fields.kindIfGiven()
      let (intent, exits) = (try fields.intent(), try fields.exits())
      self =
        switch order {
        case .order(let id): .replace(id, kind, intent, exits)
        case .unknown(let clientId): .unknownOrder(clientId: clientId)
        }
    } else if let share = try fields.share("target") {
      self = .place(
        Placement(symbol: symbol, intent: .target(share), label: try fields.label()))
    } else if let intent = try fields.intent() {
      if let kinds = try fields.kinds("oneCancelsOther") {
        self = .list(symbol, intent, kinds, label: try fields.label())
      } else {
        self = .place(
          Placement(
            symbol: symbol, intent: intent, kind: try fields.kind(),
            timeInForce: try fields.timeInForce(), untilUs: try fields.until(),
            exits: try fields.exits(), label: try fields.label()))
      }
    } else {
      throw PeerMistake(
        "an order says what to do by one of target, buy, sell, buyQuote, sellQuote, cancel,"
          + " cancelAll, close, replace")
    }
    try fields.end()
    if let name, named == nil { self = .unknown(symbol: name) }
  }

  /// Whether an order has to say in which symbol.
  private static func needsSymbol(_ value: JSONValue) -> Bool {
    guard case .object(let members) = value else { return false }
    return !members.contains { $0.key == "cancel" || $0.key == "replace" }
  }
}
