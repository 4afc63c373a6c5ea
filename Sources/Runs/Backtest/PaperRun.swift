import Backtest
import Basics
import Binance
import Feed
import Market

/// A strategy that trades on paper beside frames that come in, live or replayed: what `tool
/// backtest` makes of the recording later, fill by fill and to the run hash.
final class PaperRun {
  private var feed: StrategyFeed
  private var toldCount = 0
  private let tell: (Fill, String) throws -> Void

  /// `tell` is handed each fill and its symbol's name as it happens.
  init(_ run: any BacktestRun, takesAll: Bool, tell: @escaping (Fill, String) throws -> Void) {
    feed = StrategyFeed(run, takesAll: takesAll)
    self.tell = tell
  }

  /// What the feed must read for a run besides what its candles need.
  static func widen(_ options: inout FeedProcessor.Options) {
    options.wanted.formUnion(MessageKinds([.exchangeInfo, .kline]))
    options.deliversMessages = true
  }

  func add(_ message: MessageBatch.Entry, in batch: MessageBatch, _ symbols: SymbolTable) throws {
    try feed.add(message, in: batch, symbols)
  }

  func add(_ trade: Trade, _ symbols: SymbolTable) throws {
    if try feed.add(trade, symbols) { try tellFills() }
  }

  func add(_ candle: Candle, _ symbols: SymbolTable) throws {
    try feed.add(candle, symbols)
    try tellFills()
  }

  /// The end: what the run came to, as facts for a summary.
  func finish(_ symbols: SymbolTable) throws -> [JSONValue.Member] {
    let result = try feed.finish(symbols)
    try tellFills()
    return [
      ("strategy", .string(result.strategy.text)), ("fills", .integer(Int64(result.fills.count))),
      ("rejected", .integer(Int64(result.rejectedCount))),
      ("final equity", .number(result.finalEquity.description)),
      ("run hash", .string(result.runHash ?? "")),
    ]
  }

  private func tellFills() throws {
    guard feed.run.fillCount > toldCount else { return }
    for fill in feed.run.broker.fills[toldCount...] {
      try tell(fill, feed.run.broker.name(fill.symbol))
    }
    toldCount = feed.run.fillCount
  }
}

extension Fill {
  /// `fill 3: buy 16.5 ADABNB at 0.005122, 2021-05-22T03:45:03.825Z`.
  func text(_ symbol: String) -> String {
    "fill \(number): \(side) \(quantity) \(symbol) at \(price), "
      + isoText(us: timeUs, decimals: 3)
  }

  /// Its facts for a JSON line.
  func facts(_ symbol: String) -> [JSONValue.Member] {
    [
      ("number", .integer(Int64(number))), ("order", .integer(Int64(order.rawValue))),
      ("symbol", .string(symbol)), ("side", .string(side.rawValue)),
      ("price", .number(price.description)), ("quantity", .number(quantity.description)),
      ("fee", .number(fee.description)), ("timeUs", .integer(timeUs)),
    ]
  }
}
