import Binance
import Market

/// From a request's URL to a checked query.
struct QueryReader {
  let symbols: [String]
  var venue = Venue.spot

  /// What a request asks for; ping and time need no market.
  enum Question: Equatable {
    case ping
    case time
    case market(MarketQuery)
  }

  /// - Throws: what Binance answers to a request that it cannot serve.
  func read(_ url: RequestURL, _ endpoint: Endpoint) throws(RestError) -> Question {
    guard let known = known(endpoint) else { throw .notFound }
    let parameters = QueryParameters(url.query)
    try parameters.check(known: known)
    switch endpoint {
    case .ping: return .ping
    case .time: return .time
    case .exchangeInfo: return .market(.exchangeInfo(try parameters.symbols(among: symbols)))
    case .klines, .uiKlines: return .market(try klines(parameters))
    case .depth:
      return .market(.depth(symbol: try symbol(parameters), limit: try limit(endpoint, parameters)))
    case .trades, .historicalTrades: return .market(try trades(endpoint, parameters))
    case .aggTrades: return .market(try aggTrades(parameters))
    case .avgPrice where venue == .spot:
      return .market(.averagePrice(symbol: try symbol(parameters)))
    case .tickerPrice: return .market(.prices(try tickerSymbols(parameters)))
    case .tickerBook: return .market(.bookTickers(try tickerSymbols(parameters)))
    case .ticker24hr: return .market(try dayTickers(parameters))
    case .ticker where venue == .spot: return .market(try rollingTickers(parameters))
    case .tickerTradingDay where venue == .spot:
      return .market(try tradingDayTickers(parameters))
    default: throw .notFound
    }
  }

  /// The names that an endpoint reads; nil for one that is not answered.
  private func known(_ endpoint: Endpoint) -> [String]? {
    if venue == .coinm, [.tickerPrice, .tickerBook, .ticker24hr].contains(endpoint) {
      return ["symbol", "pair"]
    }
    return switch endpoint {
    case .ping, .time: []
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
    case .ticker: ["symbol", "symbols", "windowSize", "type", "symbolStatus"]
    case .tickerTradingDay: ["symbol", "symbols", "timeZone", "type", "symbolStatus"]
    default: nil
    }
  }

  private func symbol(_ parameters: QueryParameters) throws(RestError) -> Int {
    try parameters.symbol(among: symbols)
  }

  private func limit(
    _ endpoint: Endpoint, _ parameters: QueryParameters
  ) throws(RestError) -> Int {
    let limits = endpoint.limits(venue) ?? (500, 1000)
    return try parameters.limit(standard: limits.standard, max: limits.max)
  }

  private func klines(_ parameters: QueryParameters) throws(RestError) -> MarketQuery {
    let symbol = try symbol(parameters)
    guard let name = try parameters.text("interval") else { throw .missing("interval") }
    guard let interval = Interval(rawValue: name), interval != .s1 || venue == .spot else {
      throw .badInterval
    }
    try checkZone(parameters)
    return .klines(
      symbol: symbol, interval, startMs: try parameters.timeMs("startTime"),
      endMs: try parameters.timeMs("endTime"), limit: try limit(.klines, parameters))
  }

  /// Boundaries that are shifted from UTC are not kept.
  func checkZone(_ parameters: QueryParameters) throws(RestError) {
    guard let zone = try parameters.text("timeZone") else { return }
    guard ["0", "00:00", "0:00"].contains(zone) else {
      throw RestError(
        ErrorCode(rawValue: -1130),
        "Data sent for parameter 'timeZone' is not valid: this server has klines in UTC.")
    }
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
}
