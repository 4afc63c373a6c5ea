import Binance
import Market

/// From a request's URL to a checked query.
struct QueryReader {
  let symbols: [String]

  /// What a request asks for; ping and time need no market.
  enum Question: Equatable {
    case ping
    case time
    case market(MarketQuery)
  }

  /// - Throws: what Binance answers to a request that it cannot serve.
  func read(_ url: RequestURL, _ endpoint: Endpoint) throws(RestError) -> Question {
    let parameters = QueryParameters(url.query)
    try parameters.check(known: Self.known(endpoint))
    switch endpoint {
    case .ping: return .ping
    case .time: return .time
    case .exchangeInfo: return .market(.exchangeInfo(try parameters.symbols(among: symbols)))
    case .klines, .uiKlines: return .market(try klines(parameters))
    case .depth:
      return .market(.depth(symbol: try symbol(parameters), limit: try limit(endpoint, parameters)))
    case .trades, .historicalTrades: return .market(try trades(endpoint, parameters))
    case .aggTrades: return .market(try aggTrades(parameters))
    case .avgPrice: return .market(.averagePrice(symbol: try symbol(parameters)))
    case .tickerPrice: return .market(.prices(try parameters.symbols(among: symbols)))
    case .tickerBook: return .market(.bookTickers(try parameters.symbols(among: symbols)))
    case .ticker24hr: return .market(try dayTickers(parameters))
    default: throw .notFound
    }
  }

  /// The names that an endpoint reads.
  static func known(_ endpoint: Endpoint) -> [String] {
    switch endpoint {
    case .exchangeInfo:
      ["symbol", "symbols", "permissions", "showPermissionSets", "symbolStatus"]
    case .klines, .uiKlines: ["symbol", "interval", "startTime", "endTime", "timeZone", "limit"]
    case .depth: ["symbol", "limit", "symbolStatus"]
    case .trades: ["symbol", "limit"]
    case .historicalTrades: ["symbol", "limit", "fromId"]
    case .aggTrades: ["symbol", "limit", "fromId", "startTime", "endTime"]
    case .avgPrice: ["symbol"]
    case .tickerPrice, .tickerBook: ["symbol", "symbols", "symbolStatus"]
    case .ticker24hr: ["symbol", "symbols", "type", "symbolStatus"]
    default: []
    }
  }

  private func symbol(_ parameters: QueryParameters) throws(RestError) -> Int {
    try parameters.symbol(among: symbols)
  }

  private func limit(
    _ endpoint: Endpoint, _ parameters: QueryParameters
  ) throws(RestError) -> Int {
    let limits = endpoint.limits(.spot) ?? (500, 1000)
    return try parameters.limit(standard: limits.standard, max: limits.max)
  }

  private func klines(_ parameters: QueryParameters) throws(RestError) -> MarketQuery {
    let symbol = try symbol(parameters)
    guard let name = try parameters.text("interval") else { throw .missing("interval") }
    guard let interval = Interval(rawValue: name) else { throw .badInterval }
    // Boundaries that are shifted from UTC are not kept.
    if let zone = try parameters.text("timeZone"), !["0", "00:00", "0:00"].contains(zone) {
      throw RestError(
        ErrorCode(rawValue: -1130),
        "Data sent for parameter 'timeZone' is not valid: this server has klines in UTC.")
    }
    return .klines(
      symbol: symbol, interval, startMs: try parameters.timeMs("startTime"),
      endMs: try parameters.timeMs("endTime"), limit: try limit(.klines, parameters))
  }

  private func trades(
    _ endpoint: Endpoint, _ parameters: QueryParameters
  ) throws(RestError) -> MarketQuery {
    .trades(
      symbol: try symbol(parameters), fromId: try parameters.number("fromId"),
      limit: try limit(endpoint, parameters))
  }

  private func aggTrades(_ parameters: QueryParameters) throws(RestError) -> MarketQuery {
    let fromId = try parameters.number("fromId")
    let startMs = try parameters.timeMs("startTime")
    let endMs = try parameters.timeMs("endTime")
    if fromId != nil, startMs != nil || endMs != nil { throw .badCombination }
    return .aggTrades(
      symbol: try symbol(parameters), fromId: fromId, startMs: startMs, endMs: endMs,
      limit: try limit(.aggTrades, parameters))
  }

  private func dayTickers(_ parameters: QueryParameters) throws(RestError) -> MarketQuery {
    let type = try parameters.text("type") ?? "FULL"
    guard type == "FULL" || type == "MINI" else {
      throw RestError(ErrorCode(rawValue: -1139), "Invalid ticker type.")
    }
    return .dayTickers(try parameters.symbols(among: symbols), isMini: type == "MINI")
  }
}
