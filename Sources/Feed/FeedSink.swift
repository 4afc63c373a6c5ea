package import Binance
package import Market
package import Recording

/// Receives what the feed makes of the frames, in receive order.
///
/// At one frame the order is: the message as decoded, the candles that had ended two seconds before
/// (where candles close in time), the trade or kline if it is new, then the candles that it closed (of
/// trades, earlier ends first, then coarser intervals; of klines, in the order asked for). What a sink
/// throws ends the run: it comes out of the call that brought the frame.
package protocol FeedSink {
  /// What it may throw; `Never` for a sink that cannot fail.
  associatedtype Failure: Error

  /// Every decoded message, before anything is made of it. Symbols in `batch` are the batch's own
  /// numbers.
  mutating func take(
    message: MessageBatch.Entry, in batch: MessageBatch, at moment: borrowing FeedMoment)
    throws(Failure)
  /// A trade that was not seen before.
  mutating func take(trade: Trade, source: TradeSource, at moment: borrowing FeedMoment)
    throws(Failure)
  mutating func take(candle: CandleEvent, at moment: borrowing FeedMoment) throws(Failure)
  /// An exchange's own candle, open or closed, from a stream, a REST body or an archive.
  mutating func take(kline: Kline, at moment: borrowing FeedMoment) throws(Failure)
  mutating func take(event: FeedEvent, at moment: borrowing FeedMoment) throws(Failure)
  /// A trade of a gap that was reported has come after all; `filledCount` says how many of them have.
  ///
  /// - Parameter count: how many of its trades came.
  mutating func take(
    narrowed gap: TradeGap, by count: Int64, at moment: borrowing FeedMoment) throws(Failure)
  /// An update, a snapshot or the end of a connection was taken in by a book that is followed.
  mutating func take(book: BookLedger, at moment: borrowing FeedMoment) throws(Failure)
}

extension FeedSink {
  package mutating func take(
    message: MessageBatch.Entry, in batch: MessageBatch, at moment: borrowing FeedMoment
  ) throws(Failure) {}
  package mutating func take(
    trade: Trade, source: TradeSource, at moment: borrowing FeedMoment
  ) throws(Failure) {}
  package mutating func take(candle: CandleEvent, at moment: borrowing FeedMoment) throws(Failure) {
  }
  package mutating func take(kline: Kline, at moment: borrowing FeedMoment) throws(Failure) {}
  package mutating func take(event: FeedEvent, at moment: borrowing FeedMoment) throws(Failure) {}
  package mutating func take(
    narrowed gap: TradeGap, by count: Int64, at moment: borrowing FeedMoment
  ) throws(Failure) {}
  package mutating func take(book: BookLedger, at moment: borrowing FeedMoment) throws(Failure) {}
}

/// What a sink may ask while something is handed to it: how the instruments are called, and which frame
/// is at work. It is lent, never copied.
package struct FeedMoment: ~Copyable, Sendable {
  var instruments = InstrumentTable()
  /// Where the frame at work is from, as far as it or its connection says.
  package internal(set) var venue: Venue?
  /// Where the frame at work lies.
  package internal(set) var location = FrameLocation()
  package internal(set) var receivedNs: Int64 = 0
  package internal(set) var connection: UInt32 = 0

  /// How the feed's numbers of instruments are called, in order of appearance.
  package var symbols: SymbolTable { _read { yield instruments.names } }

  package func name(_ symbol: SymbolID) -> String { instruments.names.name(symbol) }
  package func instrument(_ symbol: SymbolID) -> Instrument { instruments[symbol] }

  /// The number of what the frame at work calls by a symbol; nil if it has none yet.
  package func number(of symbol: String) -> SymbolID? { instruments.lookup(symbol, at: venue) }
}
