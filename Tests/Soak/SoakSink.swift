import Feed
import Market

/// What the feed has given of each symbol.
struct SoakSink: FeedSink {
  typealias Failure = Never

  struct Given {
    var ids: Set<Int64> = []
    /// Ids of trades that were handed on twice.
    var doubled: [Int64] = []
    /// By the time at which they open.
    var candles: [Int64: Candle] = [:]
  }

  private(set) var bySymbol: [String: Given] = [:]
  let books: SoakBooks

  init(books: SoakBooks) { self.books = books }

  subscript(symbol: String) -> Given { bySymbol[symbol, default: Given()] }

  mutating func take(trade: Trade, source: TradeSource, at moment: borrowing FeedMoment) {
    let symbol = moment.name(trade.symbol)
    if !bySymbol[symbol, default: Given()].ids.insert(trade.id).inserted {
      bySymbol[symbol]?.doubled.append(trade.id)
    }
  }

  mutating func take(candle: CandleEvent, at moment: borrowing FeedMoment) {
    guard case .settled(let candle) = candle else { return }
    bySymbol[moment.name(candle.symbol), default: Given()].candles[candle.openTimeMs] = candle
  }

  mutating func take(book: BookLedger, at moment: borrowing FeedMoment) {
    books.see(book, of: moment.name(book.symbol))
  }
}
