import Binance
import Market

/// Questions about windows of time.
extension QueryReader {
  func dayTickers(_ parameters: QueryParameters) throws(RestError) -> MarketQuery {
    let isMini = try isMini(parameters)
    return .dayTickers(try tickerSymbols(parameters), isMini: isMini)
  }

  /// COIN-M answers with an array, also for one symbol, and knows all contracts of a pair.
  func tickerSymbols(_ parameters: QueryParameters) throws(RestError) -> MarketQuery.Symbols {
    let chosen = try parameters.symbols(among: symbols)
    guard venue == .coinm else { return chosen }
    guard let pair = try parameters.text("pair") else { return .many(chosen.all) }
    if case .one = chosen { throw .badCombination }
    let ofPair = symbols.indices.filter { symbols[$0].prefix { $0 != "_" } == pair }
    if ofPair.isEmpty { throw RestError(ErrorCode(rawValue: -4087), "Invalid pair.") }
    return .many(ofPair)
  }

  func rollingTickers(_ parameters: QueryParameters) throws(RestError) -> MarketQuery {
    let isMini = try isMini(parameters)
    let size = try parameters.text("windowSize") ?? "1d"
    guard let windowMs = Self.windowMs(size) else { throw .badValue("windowSize") }
    return .rollingTickers(try named(parameters), windowMs: windowMs, isMini: isMini)
  }

  func tradingDayTickers(_ parameters: QueryParameters) throws(RestError) -> MarketQuery {
    try checkZone(parameters)
    let isMini = try isMini(parameters)
    return .tradingDayTickers(try named(parameters), isMini: isMini)
  }

  private func isMini(_ parameters: QueryParameters) throws(RestError) -> Bool {
    let type = try parameters.text("type") ?? "FULL"
    guard type == "FULL" || type == "MINI" else {
      throw RestError(ErrorCode(rawValue: -1139), "Invalid ticker type.")
    }
    return type == "MINI"
  }

  /// `symbol` or `symbols`, one of which must be there.
  private func named(_ parameters: QueryParameters) throws(RestError) -> MarketQuery.Symbols {
    if try parameters.text("symbol") == nil, try parameters.text("symbols") == nil {
      throw .missing("symbol")
    }
    return try parameters.symbols(among: symbols)
  }

  /// `1m` to `59m`, `1h` to `23h`, `1d` to `7d`.
  static func windowMs(_ size: String) -> Int64? {
    let units: [(letter: Character, ms: Int64, max: Int64)] = [
      ("m", 60_000, 59), ("h", 3_600_000, 23), ("d", 86_400_000, 7),
    ]
    guard let unit = units.first(where: { $0.letter == size.last }),
      let count = Int64(size.dropLast()), (1...unit.max).contains(count), size.first != "+"
    else { return nil }
    return count * unit.ms
  }
}
