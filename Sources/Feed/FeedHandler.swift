package import Binance
package import Market

/// Receives what the feed makes of the frames, in receive order.
///
/// At one frame the order is: the message as decoded, the trade if it is new, then the candles that
/// it closed (coarser intervals first). Whoever handles a call may ask the processor for `frame`, the
/// place of the frame at work.
package protocol FeedHandler: AnyObject {
  /// Every decoded message, before anything is made of it. Symbols in `batch` are the batch's own
  /// numbers.
  func handle(message: MessageBatch.Entry, in batch: MessageBatch)
  /// A trade that was not seen before.
  func handle(trade: Trade, source: TradeSource)
  func handle(candle: CandleEvent)
  /// An exchange's own candle, open or closed, from a stream, a REST body or an archive.
  func handle(kline: Kline)
  func handle(event: FeedEvent)
}

extension FeedHandler {
  package func handle(message: MessageBatch.Entry, in batch: MessageBatch) {}
  package func handle(trade: Trade, source: TradeSource) {}
  package func handle(candle: CandleEvent) {}
  package func handle(kline: Kline) {}
  package func handle(event: FeedEvent) {}
}
