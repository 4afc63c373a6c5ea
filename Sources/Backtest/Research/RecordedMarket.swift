package import Market

/// A market read once, to run many backtests on: candles, trades and rules in the order in which the
/// first run was given them.
package struct RecordedMarket: Sendable {
  enum Piece: Sendable {
    case candles(CandleBatch)
    case trades([Trade])
    case rules(SymbolRules, SymbolID)
  }

  /// Candles and trades of a piece: small enough to stay in a core's cache while trial after trial
  /// walks over it.
  static let pieceCount = 512

  package let interval: Interval
  package let fills: BacktestSettings.FillSource
  /// Names the numbers of the candles and trades.
  package var symbols = SymbolTable()
  package private(set) var candleCount = 0
  package private(set) var tradeCount = 0

  /// What was known of the symbols before the first piece.
  var rulesBefore: [(symbol: SymbolID, rules: SymbolRules)] = []
  private var whole: [Piece] = []
  /// The piece that is still growing: one of the two is empty.
  private var candles: [Candle] = []
  private var trades: [Trade] = []

  /// Empty; `interval` and `fills` are those of the backtest's settings.
  package init(interval: Interval, fills: BacktestSettings.FillSource = .candles) {
    self.interval = interval
    self.fills = fills
  }

  package init(_ candles: [Candle], interval: Interval, symbols: SymbolTable) {
    self.init(interval: interval)
    self.symbols = symbols
    for candle in candles { add(candle) }
  }

  package mutating func add(_ candle: Candle) {
    if !trades.isEmpty || candles.count == Self.pieceCount { endPiece() }
    candles.append(candle)
    candleCount += 1
  }

  /// Takes a whole batch over as a piece: it is not looked through again.
  package mutating func add(_ batch: CandleBatch) {
    endPiece()
    whole.append(.candles(batch))
    candleCount += batch.candles.count
  }

  package mutating func add(_ trade: Trade) {
    if !candles.isEmpty || trades.count == Self.pieceCount { endPiece() }
    trades.append(trade)
    tradeCount += 1
  }

  package mutating func add(_ rules: SymbolRules, _ symbol: SymbolID) {
    endPiece()
    whole.append(.rules(rules, symbol))
  }

  /// What comes next begins a new piece.
  mutating func endPiece() {
    if !candles.isEmpty { whole.append(.candles(CandleBatch(candles))) }
    if !trades.isEmpty { whole.append(.trades(trades)) }
    candles = []
    trades = []
  }

  /// Everything, in order.
  var pieces: [Piece] {
    if candles.isEmpty && trades.isEmpty { return whole }
    var ended = self
    ended.endPiece()
    return ended.whole
  }
}

extension RecordedMarket {
  /// Hands a run what was known before this market, with which it begins.
  func begin(_ run: inout any BacktestRun) throws(BacktestError) {
    for number in 0..<symbols.count {
      let symbol = SymbolID(rawValue: UInt32(number))
      try run.setName(symbols.name(symbol), for: symbol)
    }
    for known in rulesBefore { try run.setRules(known.rules, for: known.symbol) }
  }

  /// Hands everything to a run.
  func feed(_ run: inout any BacktestRun) throws(BacktestError) {
    for piece in pieces {
      switch piece {
      case .candles(let batch): try run.add(batch)
      case .trades(let trades): for trade in trades { try run.add(trade) }
      case .rules(let rules, let symbol): try run.setRules(rules, for: symbol)
      }
    }
  }

  /// A whole run over one or more markets that follow each other.
  package static func play(
    _ markets: some Collection<RecordedMarket>, _ run: any BacktestRun
  ) throws(BacktestError) -> BacktestResult {
    var run = run
    for (index, market) in markets.enumerated() {
      if index == 0 { try market.begin(&run) }
      try market.feed(&run)
    }
    return try run.finish(symbols: markets.first?.symbols ?? SymbolTable())
  }
}
