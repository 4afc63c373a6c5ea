import Backtest
import Binance
import Feed
import Market

/// Feeds a backtest with what the feed makes of a recording.
final class BacktestSession: FeedHandler {
  private var processor: FeedProcessor!
  private var backtest: any BacktestRun
  private var klines: KlineShelf?
  private let fills: BacktestSettings.FillSource
  private var troubles = Troubles()
  private var failure: (any Error)?
  private var traded: SymbolID?
  /// From the recording's exchangeInfo; looked up by symbol, never listed.
  private var tickSizes: [SymbolID: Amount] = [:]

  init(
    _ backtest: any BacktestRun, _ plan: CandlePlan, symbol: String?,
    fills: BacktestSettings.FillSource
  ) {
    self.backtest = backtest
    self.fills = fills
    klines = plan.klineShelf()
    var options = plan.options(symbol: symbol)
    options.wanted.formUnion(MessageKinds(.exchangeInfo))
    options.deliversMessages = true
    processor = FeedProcessor(options, handler: self)
  }

  func run(_ run: FeedRun) throws -> BacktestResult {
    try run.run(processor) {
      if let failure = self.failure { throw failure }
      return false
    }
    klines?.finish { handle(candle: $0) }
    if let failure { throw failure }
    let result = try backtest.finish(symbols: processor.symbols)
    guard result.candleCount > 0 else {
      throw ToolError(
        "no candle of the interval closes within the recording: choose a shorter --interval, or a "
          + "longer recording")
    }
    troubles.report(processor)
    return result
  }

  func handle(message: MessageBatch.Entry, in batch: MessageBatch) {
    guard message.kind == .exchangeInfo else { return }
    let info = batch.symbolInfos[Int(message.index)]
    guard let symbol = processor.symbols.lookup(batch.symbols.name(info.symbol)),
      info.tickSize.units > 0
    else { return }
    tickSizes[symbol] = info.tickSize
    if symbol == traded { setRules(symbol) }
  }

  private func setRules(_ symbol: SymbolID) {
    guard let tickSize = tickSizes[symbol] else { return }
    attempt { try backtest.setRules(SymbolRules(tickSize: tickSize), for: symbol) }
  }

  func handle(trade: Trade, source: TradeSource) {
    guard fills == .tape, source == processor.options.source else { return }
    attempt {
      try checkSymbol(trade.symbol)
      try backtest.add(trade)
    }
  }

  /// What closes is what a live strategy would have seen: later amendments come too late for it.
  func handle(candle: CandleEvent) {
    guard case .closed(let candle) = candle else { return }
    attempt {
      try checkSymbol(candle.symbol)
      try backtest.add(candle)
    }
  }

  func handle(kline: Kline) {
    klines?.add(
      kline, receivedNs: processor.frame.receivedNs, symbols: processor.symbols
    ) { handle(candle: $0) }
  }

  func handle(event: FeedEvent) { troubles.note(event, at: processor.frame) }

  /// One symbol at a time, so far.
  private func checkSymbol(_ symbol: SymbolID) throws {
    guard let traded else {
      self.traded = symbol
      return setRules(symbol)
    }
    guard symbol == traded else {
      throw ToolError(
        "the recording holds several symbols (\(processor.symbols.name(traded)), "
          + "\(processor.symbols.name(symbol)), …): choose one with --symbol")
    }
  }

  private func attempt(_ body: () throws -> Void) {
    guard failure == nil else { return }
    do { try body() } catch { failure = error }
  }
}
