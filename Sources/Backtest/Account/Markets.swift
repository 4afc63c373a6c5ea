import Market

/// What is known of each symbol: its name, its market, and what the exchange demands of orders there.
struct Markets: Sendable {
  /// Symbols that one account can hold: a bound on memory, far above what an exchange lists.
  static let symbolsMax = 65_536

  /// By `SymbolID.rawValue`.
  private var states: [MarketState] = []
  /// By `SymbolID.rawValue`; empty where none is known.
  private var names: [String] = []

  /// The market of a symbol that was seen or has rules.
  @inline(__always)
  subscript(symbol: SymbolID) -> MarketState { states[Int(symbol.rawValue)] }

  /// What is known of a symbol's prices; nil until a candle or trade has made one.
  @inline(__always)
  func known(_ symbol: SymbolID) -> (quote: Quote, price: Amount)? {
    let index = Int(symbol.rawValue)
    guard index < states.count, let quote = states[index].quote, let price = states[index].price
    else { return nil }
    return (quote, price)
  }

  /// Whether a candle or trade of a symbol was seen.
  @inline(__always)
  func hasSeen(_ symbol: SymbolID) -> Bool {
    let index = Int(symbol.rawValue)
    return index < states.count && states[index].isSeen
  }

  /// Whether the exchange limits how orders may stand to the market and to each other.
  @inline(__always)
  func hasLimits(_ symbol: SymbolID) -> Bool { states[Int(symbol.rawValue)].hasLimits }

  /// The last price of a symbol; nil until the first candle or trade was seen.
  func price(_ symbol: SymbolID) -> Amount? { hasSeen(symbol) ? self[symbol].price : nil }

  /// What the exchange demands of orders in a symbol; nothing where that is not known.
  @inline(__always)
  func rules(_ symbol: SymbolID) -> SymbolRules {
    let index = Int(symbol.rawValue)
    return index < states.count ? states[index].rules : SymbolRules()
  }

  /// The step of a symbol's prices; nil where that is not known.
  @inline(__always)
  func tickSize(_ symbol: SymbolID) -> Amount? {
    let index = Int(symbol.rawValue)
    return index < states.count ? states[index].rules.tickSize : nil
  }

  /// The first candle or trade of a symbol has come.
  mutating func see(_ symbol: SymbolID) throws(BacktestError) {
    try makeRoom(for: symbol)
    states[Int(symbol.rawValue)].see()
  }

  mutating func setRules(
    _ rules: SymbolRules, for symbol: SymbolID
  ) throws(BacktestError) {
    try rules.validate()
    try makeRoom(for: symbol)
    states[Int(symbol.rawValue)].rules = rules
  }

  private mutating func makeRoom(for symbol: SymbolID) throws(BacktestError) {
    let missing = try Self.index(of: symbol) + 1 - states.count
    if missing > 0 { states.append(contentsOf: repeatElement(MarketState(), count: missing)) }
  }

  private static func index(of symbol: SymbolID) throws(BacktestError) -> Int {
    let index = Int(symbol.rawValue)
    if index >= symbolsMax { throw .tooManySymbols(index, max: symbolsMax) }
    return index
  }
}

/// What happens in the markets of symbols that were seen.
extension Markets {
  /// The next candle of the marking interval has opened.
  @inline(__always)
  mutating func open(_ symbol: SymbolID, atMs openTimeMs: Int64) {
    states[Int(symbol.rawValue)].open(atMs: openTimeMs)
  }

  mutating func close(_ candle: borrowing Candle) {
    states[Int(candle.symbol.rawValue)].close(copy candle)
  }

  /// Candles of a range have closed, at least one.
  @inline(__always)
  mutating func close(_ batch: CandleBatch, _ range: Range<Int>) {
    states[Int(batch.symbol.rawValue)].close(batch, range)
  }

  mutating func move(_ trade: Trade) { states[Int(trade.symbol.rawValue)].move(trade) }

  /// The walk through a candle has come to a price.
  mutating func move(_ symbol: SymbolID, to price: Amount) { move(symbol, to: Quote(price)) }

  mutating func move(_ symbol: SymbolID, to quote: Quote) {
    states[Int(symbol.rawValue)].move(to: quote)
  }
}

extension Markets {
  /// The name of a symbol, or its number where the name is not known.
  func name(_ symbol: SymbolID) -> String {
    let index = Int(symbol.rawValue)
    return index < names.count && !names[index].isEmpty ? names[index] : "#\(symbol.rawValue)"
  }

  /// Names that are known, by number.
  var knownNames: [String] { names.filter { !$0.isEmpty } }

  /// The symbol of a name; nil if none of that name was seen yet.
  func symbol(named name: String) -> SymbolID? {
    guard !name.isEmpty else { return nil }
    return names.firstIndex(of: name).map { SymbolID(rawValue: UInt32($0)) }
  }

  mutating func setName(_ name: String, for symbol: SymbolID) throws(BacktestError) {
    let index = try Self.index(of: symbol)
    let missing = index + 1 - names.count
    if missing > 0 { names.append(contentsOf: repeatElement("", count: missing)) }
    names[index] = name
  }
}
