public import Market

/// Why a backtest cannot go on. What a strategy does wrong is a `Rejection`, never one of these.
public enum BacktestError: Error, Hashable, Sendable {
  /// A setting out of its range; the text names it, what was found and what is possible.
  case settings(String)
  /// A candle that is no candle: prices not positive, or its low not the lowest.
  case badCandle(SymbolID, openTimeMs: Int64, String)
  /// A trade at no price, or at no time.
  case badTrade(SymbolID, id: Int64, String)
  /// A candle that does not come after the one before it.
  case candleOutOfOrder(SymbolID, openTimeMs: Int64, afterMs: Int64)
  /// A trade was given although candles move the market.
  case tradeInCandleMode(SymbolID, id: Int64)
  /// Slippage in ticks, and the recording does not say how large a tick is.
  case tickSizeUnknown(SymbolID)
  /// More symbols than the account has room for.
  case tooManySymbols(Int, max: Int)
  /// A price or the account's worth exceeds what the exact types hold.
  case moneyOverflow(String)
  /// The strategy said that it cannot go on, and why.
  case strategyFailed(String)
  /// The balances are not what the fills add up to: a bug of this program.
  case unbalanced(asset: String, account: AmountSum, fills: AmountSum)
}

extension BacktestError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .settings(let text): text
    case .badCandle(let symbol, let openTimeMs, let text):
      "candle of symbol \(symbol.rawValue) at \(openTimeMs) ms: \(text)"
    case .badTrade(let symbol, let id, let text):
      "trade \(id) of symbol \(symbol.rawValue): \(text)"
    case .candleOutOfOrder(let symbol, let openTimeMs, let afterMs):
      "candle of symbol \(symbol.rawValue) at \(openTimeMs) ms comes after the"
        + " one at \(afterMs) ms: candles must be given in time order, each once"
    case .tradeInCandleMode(let symbol, let id):
      "trade \(id) of symbol \(symbol.rawValue) was given to a backtest whose market is moved by"
        + " candles; choose fills from the tape to use trades"
    case .tickSizeUnknown(let symbol):
      "slippage is given in ticks, but the recording has no exchangeInfo that gives the tick size"
        + " of symbol \(symbol.rawValue); give it in basis points"
    case .tooManySymbols(let found, let max):
      "symbol number \(found) is beyond the limit of \(max) symbols in one backtest"
    case .moneyOverflow(let what):
      "\(what) exceeds the exact range of amounts (±92233720368.54775807)"
    case .strategyFailed(let reason): reason
    case .unbalanced(let asset, let account, let fills):
      "the account holds \(account) \(asset), but its fills add up to"
        + " \(fills): a bug, please report it with the recording"
    }
  }
}
