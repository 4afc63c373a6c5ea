package import Market

/// A checked question to the REST interface. Symbols are indices of `MarketSource.symbols`.
package enum MarketQuery: Hashable, Sendable {
  case exchangeInfo(Symbols)
  /// `startMs`, `endMs`: bounds of the opening time, both included.
  case klines(symbol: Int, Interval, startMs: Int64?, endMs: Int64?, limit: Int)
  case depth(symbol: Int, limit: Int)
  case trades(symbol: Int, fromId: Int64?, limit: Int)
  case aggTrades(symbol: Int, fromId: Int64?, startMs: Int64?, endMs: Int64?, limit: Int)
  case averagePrice(symbol: Int)
  case prices(Symbols)
  case bookTickers(Symbols)
  case dayTickers(Symbols, isMini: Bool)
  /// The last `windowMs`, in whole minutes.
  case rollingTickers(Symbols, windowMs: Int64, isMini: Bool)
  /// From midnight UTC.
  case tradingDayTickers(Symbols, isMini: Bool)

  /// One symbol is answered with an object, several with an array.
  package enum Symbols: Hashable, Sendable {
    case one(Int)
    case many([Int])

    var all: [Int] {
      switch self {
      case .one(let symbol): [symbol]
      case .many(let symbols): symbols
      }
    }
  }
}
