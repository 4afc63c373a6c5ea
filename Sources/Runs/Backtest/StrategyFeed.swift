package import Backtest
package import Binance
package import Feed
package import Market

/// Hands a run what the feed makes of frames, recorded or live: closed candles, trades if orders
/// fill on the tape, and the exchange's filters. There is one function for all of them, so that
/// they give one run hash.
package struct StrategyFeed {
  package private(set) var run: any BacktestRun
  private let observe: RunObserver
  private let takesTrades: Bool
  private var tradeCount = 0
  /// Several symbols were asked for.
  private let takesAll: Bool
  /// Symbols with candles or trades, in order of appearance.
  private var traded: [SymbolID] = []
  /// From exchangeInfo; looked up by symbol, never listed.
  private var infos: [SymbolID: SymbolInfo] = [:]

  /// `takesAll: false` refuses a second symbol.
  package init(_ run: any BacktestRun, takesAll: Bool, observe: @escaping RunObserver) {
    self.run = run
    self.observe = observe
    self.takesAll = takesAll
    takesTrades = run.broker.fillSource == .tape
  }

  /// Takes the filters in, if the message is an exchangeInfo.
  package mutating func add(
    _ message: MessageBatch.Entry, in batch: MessageBatch, at moment: borrowing FeedMoment
  ) throws {
    guard message.kind == .exchangeInfo else { return }
    var info = batch.symbolInfos[Int(message.index)]
    let name = batch.symbols.name(info.symbol)
    guard let symbol = moment.number(of: name) else { return }
    if InverseContract(symbol: name) != nil { info.forgetQuantities() }
    let isNews = infos.updateValue(info, forKey: symbol)?.quoteAsset != info.quoteAsset
    guard traded.contains(symbol) else {
      // Who trades it later may want to know before.
      guard run.broker.symbolNames.contains(name) else { return }
      try run.setName(name, for: symbol)
      return try setRules(symbol)
    }
    if isNews { try refuseOtherQuotes(moment) }
    try setRules(symbol)
  }

  /// Takes a trade in; false where candles move the market.
  package mutating func add(_ trade: Trade, at moment: borrowing FeedMoment) throws -> Bool {
    guard takesTrades else { return false }
    if !traded.contains(trade.symbol) { try meet(trade.symbol, moment) }
    try run.add(trade)
    tradeCount += 1
    return true
  }

  /// Takes a candle when it closes. Later amendments come too late for a strategy.
  package mutating func add(_ candle: Candle, at moment: borrowing FeedMoment) throws {
    if !traded.contains(candle.symbol) { try meet(candle.symbol, moment) }
    try run.add(candle)
  }

  /// The end. On the tape there must have been trades: without them no order could be filled.
  package mutating func finish(_ symbols: SymbolTable) throws -> BacktestResult {
    guard !takesTrades || tradeCount > 0 || traded.isEmpty else {
      throw RunError(
        "found candles and no trades to fill orders from, which --fills tape asks for: use --fills "
          + "candles, or a recording with trades")
    }
    return try run.finish(symbols: symbols)
  }

  private mutating func setRules(_ symbol: SymbolID) throws {
    guard let info = infos[symbol] else { return }
    try run.setRules(SymbolRules(info), for: symbol)
  }

  /// One account has one quote asset: sums of several mean nothing. As the recording says, else as the
  /// names do; a symbol of which neither is known is let through.
  private func refuseOtherQuotes(_ moment: borrowing FeedMoment) throws {
    var first: (name: String, quote: String)?
    for symbol in traded {
      let name = moment.name(symbol)
      guard let quote = infos[symbol]?.quoteAsset ?? QuoteAsset.named(in: name), !quote.isEmpty
      else { continue }
      guard let first, first.quote != quote else {
        first = first ?? (name, quote)
        continue
      }
      throw RunError(
        "\(first.name) is quoted in \(first.quote), \(name) in \(quote), and an account has one "
          + "quote asset: choose symbols of one with --symbol")
    }
  }

  /// The first trade or candle of a symbol.
  private mutating func meet(_ symbol: SymbolID, _ moment: borrowing FeedMoment) throws {
    let name = moment.name(symbol)
    if let first = traded.first {
      let others = "(\(moment.name(first)), \(name), …)"
      guard takesAll else {
        throw RunError(
          "the recording holds several symbols \(others): choose one with --symbol, or several as "
            + "--symbol A,B, or all")
      }
    }
    if InverseContract(symbol: name) != nil {
      try observe(
        .note(
          "\(name) is a contract of COIN-M; the account here is a spot account, which trades coins at "
            + "its price, in any quantity"))
    }
    traded.append(symbol)
    try refuseOtherQuotes(moment)
    try run.setName(name, for: symbol)
    try setRules(symbol)
  }
}
