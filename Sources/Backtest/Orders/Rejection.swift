import Market

/// An order, or the change of one, that the broker refused, with the code that Binance would have sent.
public struct Rejection: Sendable, Hashable {
  /// Binance's error codes (an open set). https://developers.binance.com/docs/binance-spot-api-docs/errors
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    /// NEW_ORDER_REJECTED: the account has not enough of the asset, a limit-maker would take, or a
    /// stop would be reached at once.
    public static let newOrderRejected = Code(rawValue: -2010)
    /// INVALID_MESSAGE, Binance's code for a failed filter: a quantity or price out of range.
    public static let invalidMessage = Code(rawValue: -1013)
    /// CANCEL_REJECTED: the order to be cancelled or replaced is not there.
    public static let cancelRejected = Code(rawValue: -2011)
    /// PARAM_NOT_REQUIRED: a limit-maker has no time in force.
    public static let parameterNotRequired = Code(rawValue: -1106)
    /// TOO_MANY_ORDERS.
    public static let tooManyOrders = Code(rawValue: -1015)
    /// BAD_SYMBOL: the market has not been seen in this run.
    public static let badSymbol = Code(rawValue: -1121)
  }

  /// The number of the order.
  public let id: OrderID
  /// Nil where there is no order of that number.
  public let order: Order?
  public let code: Code
  /// What was asked, what there was.
  public let message: String
  /// When it was refused, µs since the epoch.
  public let timeUs: Int64
}

/// Why an order is refused: Binance's code, and what was asked and what there was.
struct Refusal: Hashable {
  let code: Rejection.Code
  let message: String

  init(_ code: Rejection.Code, _ message: String) {
    self.code = code
    self.message = message
  }

  static func invalid(_ message: String) -> Refusal { Refusal(.invalidMessage, message) }

  static func unknownOrder(_ why: String) -> Refusal {
    Refusal(.cancelRejected, "Unknown order sent: \(why)")
  }

  static func notTraded(_ symbol: String) -> Refusal {
    Refusal(.badSymbol, "\(symbol) has not traded yet")
  }

  static let timeInForceNotRequired = Refusal(
    .parameterNotRequired,
    "Parameter 'timeInForce' sent when not required: a limit-maker rests until it is cancelled")

  static let exitKeepsSize = invalid(
    "an exit that waits for its entry is for what that trades: only its kind can be replaced")

  static let outOfRange = invalid("the order's size is out of range at the market's price")

  static func insufficient(_ need: Int128, _ asset: String, free: Int128) -> Refusal {
    Refusal(
      .newOrderRejected,
      "Account has insufficient balance for requested action: needs \(AmountSum(units: need))"
        + " \(asset), has \(AmountSum(units: free)) free")
  }
}
