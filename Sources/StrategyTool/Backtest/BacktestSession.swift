import Backtest
import Binance
import Feed
import Market

/// Feeds a backtest with what the feed makes of a recording.
final class BacktestSession: FeedHandler {
  private var processor: FeedProcessor!
  private(set) var backtest: any BacktestRun
  private var klines: [KlineShelf]
  /// The candles that mark the account.
  private(set) var history: MarketHistory
  private var places: FillPlaces
  private var candleCounts = CandleCounts()
  /// Nil where the candles are made from klines: these would be compared with themselves.
  private var matcher: CandleMatcher?
  private let fills: BacktestSettings.FillSource
  private var troubles = Troubles()
  private var failure: (any Error)?
  /// Several symbols were asked for.
  private let takesAll: Bool
  /// Symbols with candles or trades, in order of appearance.
  private var traded: [SymbolID] = []
  /// From the recording's exchangeInfo; looked up by symbol, never listed.
  private var infos: [SymbolID: SymbolInfo] = [:]

  /// `takesAll: false` refuses a second symbol.
  init(_ backtest: any BacktestRun, _ plan: CandlePlan, takesAll: Bool) {
    self.backtest = backtest
    self.takesAll = takesAll
    fills = backtest.broker.fillSource
    history = MarketHistory(interval: backtest.broker.interval)
    places = FillPlaces(backtest.broker.interval)
    klines = plan.klineShelves()
    matcher = plan.source == .klines ? nil : CandleMatcher()
    var options = plan.options()
    options.wanted.formUnion(MessageKinds([.exchangeInfo, .kline]))
    options.deliversMessages = true
    processor = FeedProcessor(options, handler: self)
  }

  func run(_ run: FeedRun) throws -> BacktestResult {
    try run.run(processor) {
      if let failure = self.failure { throw failure }
      return false
    }
    for index in klines.indices { klines[index].finish { handle(candle: $0) } }
    if let failure { throw failure }
    // Before a refusal too: damage may be its reason.
    troubles.report(processor)
    let result = try backtest.finish(symbols: processor.symbols)
    places.note(result.fills, processor.frame)
    guard processor.counts.frames > 0 else {
      throw ToolError("there is nothing to run the strategy on")
    }
    guard result.candleCount > 0 else {
      throw ToolError(
        "no candle of the interval closes within the recording: choose a shorter --interval, or a "
          + "longer recording")
    }
    return result
  }

  /// Where the run's candles and fills come from, once it is over. `paths` are those of the
  /// recording.
  func evidence(_ paths: [String]) -> RunEvidence {
    var evidence = RunEvidence(recording: paths)
    evidence.frames = places.frames
    evidence.candles = candleCounts
    evidence.candles.proven = matcher?.equalCount
    evidence.candles.differing = matcher?.differingCount ?? 0
    return evidence
  }

  func handle(message: MessageBatch.Entry, in batch: MessageBatch) {
    guard message.kind == .exchangeInfo else { return }
    let info = batch.symbolInfos[Int(message.index)]
    guard let symbol = processor.symbols.lookup(batch.symbols.name(info.symbol)) else { return }
    infos[symbol] = info
    if traded.contains(symbol) { setRules(symbol) }
  }

  private func setRules(_ symbol: SymbolID) {
    guard let info = infos[symbol] else { return }
    attempt { try backtest.setRules(SymbolRules(info), for: symbol) }
  }

  func handle(trade: Trade, source: TradeSource) {
    guard fills == .tape, source == processor.options.source else { return }
    attempt {
      if !traded.contains(trade.symbol) { try meet(trade.symbol) }
      try backtest.add(trade)
      notePlaces()
    }
  }

  /// What closes is what a live strategy would have seen: later amendments come too late for it.
  func handle(candle: CandleEvent) {
    guard case .closed(let candle) = candle else { return }
    attempt {
      if !traded.contains(candle.symbol) { try meet(candle.symbol) }
      places.add(candle, processor.frame)
      try backtest.add(candle)
      notePlaces()
      history.add(candle)
      candleCounts.used += 1
      if !candle.isComplete { candleCounts.incomplete += 1 }
      matcher?.add(candle)
    }
  }

  private func notePlaces() {
    guard backtest.fillCount > places.frames.count else { return }
    places.note(backtest.broker.fills, processor.frame)
  }

  func handle(kline: Kline) {
    matcher?.add(kline, receivedNs: processor.frame.receivedNs)
    for index in klines.indices {
      klines[index].add(
        kline, receivedNs: processor.frame.receivedNs, symbols: processor.symbols
      ) { handle(candle: $0) }
    }
  }

  func handle(event: FeedEvent) { troubles.note(event, at: processor.frame) }

  /// The first trade or candle of a symbol.
  private func meet(_ symbol: SymbolID) throws {
    let name = processor.symbols.name(symbol)
    if let first = traded.first {
      let others = "(\(processor.symbols.name(first)), \(name), …)"
      guard takesAll else {
        throw ToolError(
          "the recording holds several symbols \(others): choose one with --symbol, or several as "
            + "--symbol A,B, or all")
      }
      if let quote = infos[first]?.quoteAsset, let other = infos[symbol]?.quoteAsset,
        quote != other
      {
        throw ToolError(
          "the symbols \(others) are priced in \(quote) and \(other), and an account has one "
            + "currency: choose symbols of one quote asset with --symbol")
      }
    }
    traded.append(symbol)
    try backtest.setName(name, for: symbol)
    setRules(symbol)
  }

  private func attempt(_ body: () throws -> Void) {
    guard failure == nil else { return }
    do { try body() } catch { failure = error }
  }
}

extension SymbolRules {
  /// The exchange's filters.
  init(_ info: SymbolInfo) {
    self.init(tickSize: info.tickSize.units > 0 ? info.tickSize : nil)
    priceMin = info.priceMin
    priceMax = info.priceMax
    lot = Lot(step: info.stepSize, min: info.quantityMin, max: info.quantityMax)
    marketLot = Lot(
      step: info.marketStepSize, min: info.marketQuantityMin, max: info.marketQuantityMax)
    notionalMin = info.notionalMin
    notionalMax = info.notionalMax
    notionalMinIsForMarket = info.notionalMinIsForMarket
    notionalMaxIsForMarket = info.notionalMaxIsForMarket
  }
}
