package import Basics
package import Binance
import Market

/// A decoded message as named values, for people and for JSON lines.
package enum MessageFields {
  package static func of(
    _ entry: MessageBatch.Entry, _ batch: MessageBatch
  ) -> [JSONValue.Member] {
    let first: [JSONValue.Member] = [
      ("type", .string(String(describing: entry.kind))),
      ("receivedNs", .integer(entry.frame.receivedNs)),
      ("connection", .integer(Int64(entry.frame.connection))),
    ]
    let index = Int(entry.index)
    switch entry.kind {
    case .trade, .aggTrade, .blockTrade, .offBookTrade:
      return first + trade(batch.trades[index], batch)
    case .kline, .continuousKline, .uiKline, .priceKline:
      return first + kline(batch.klines[index], batch)
    case .bookTicker: return first + bookTicker(batch.bookTickers[index], batch)
    case .depthUpdate, .partialDepth, .rpiDepth, .depthSnapshot:
      return first + depth(batch.depths[index], batch)
    case .error, .reply, .serverShutdown, .malformed:
      return first + [("text", .string(batch.notices[index].text))]
    default: return first
    }
  }

  private static func trade(_ trade: Trade, _ batch: MessageBatch) -> [JSONValue.Member] {
    [
      ("symbol", .string(batch.symbols.name(trade.symbol))), ("id", .integer(trade.id)),
      ("price", .string(trade.price.text(decimals: Int(trade.decimals.price)))),
      ("quantity", .string(trade.quantity.text(decimals: Int(trade.decimals.quantity)))),
      ("tradeTimeUs", .integer(trade.tradeTimeUs)),
      ("taker", .string(trade.isBuyerMaker ? "sell" : "buy")),
    ]
  }

  private static func kline(_ kline: Kline, _ batch: MessageBatch) -> [JSONValue.Member] {
    [
      ("closed", .bool(kline.isClosed)),
      (
        "candle",
        CandleJSON.object(
          kline.candle, symbol: batch.symbols.name(kline.candle.symbol), columns: .all)
      ),
    ]
  }

  private static func bookTicker(_ ticker: BookTicker, _ batch: MessageBatch)
    -> [JSONValue.Member]
  {
    let price = Int(ticker.decimals.price)
    let quantity = Int(ticker.decimals.quantity)
    return [
      ("symbol", .string(batch.symbols.name(ticker.symbol))),
      ("updateId", .integer(ticker.updateId)),
      ("bid", .string(ticker.bidPrice.text(decimals: price))),
      ("bidQuantity", .string(ticker.bidQuantity.text(decimals: quantity))),
      ("ask", .string(ticker.askPrice.text(decimals: price))),
      ("askQuantity", .string(ticker.askQuantity.text(decimals: quantity))),
    ]
  }

  private static func depth(_ depth: Depth, _ batch: MessageBatch) -> [JSONValue.Member] {
    let name = depth.symbol == Depth.unnamed ? "" : batch.symbols.name(depth.symbol)
    return [
      ("symbol", .string(name)), ("firstUpdateId", .integer(depth.firstUpdateId)),
      ("lastUpdateId", .integer(depth.lastUpdateId)),
      ("bids", .integer(Int64(depth.bids.count))), ("asks", .integer(Int64(depth.asks.count))),
    ]
  }
}
