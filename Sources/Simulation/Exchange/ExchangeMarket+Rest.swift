import Basics
import Binance
package import Market

/// What REST answers, as of the market's clock. Bodies are appended as Binance writes them.
extension ExchangeMarket {
  /// `/api/v3/klines`: by opening time, both ends included. With a start the oldest `limit` from
  /// there, else the newest.
  package func appendKlines(
    _ interval: Interval, startMs: Int64?, endMs: Int64?, limit: Int, to bytes: inout [UInt8]
  ) {
    guard options.intervals.contains(interval) else { return }
    let rows = klines(interval)
    let low = startMs.map { start in rows.partitionPoint { $0.openTimeMs >= start } } ?? 0
    let high = endMs.map { end in rows.partitionPoint { $0.openTimeMs > end } } ?? rows.count
    let range = rows[low..<max(low, high)]
    // COIN-M gives the newest of a range, whatever it begins with.
    let isOldest = startMs != nil && options.venue != .coinm
    bytes.appendArray(isOldest ? range.prefix(limit) : range.suffix(limit)) { kline, bytes in
      MessageWriter.writeKlineRow(kline.candle(interval, profile.decimals), into: &bytes)
    }
  }

  /// `/api/v3/depth`
  package func appendDepth(limit: Int, to bytes: inout [UInt8]) {
    writer.writeDepth(
      lastUpdateId: updateId, timeMs: clockUs / 1000, bids: levels(.bid, limit),
      asks: levels(.ask, limit), into: &bytes)
  }

  /// `/api/v3/trades` and `/api/v3/historicalTrades`: from an id on, else the newest.
  package func appendTrades(fromId: Int64?, limit: Int, to bytes: inout [UInt8]) {
    let first = min(max(fromId ?? tape.nextId - Int64(limit), tape.firstId), tape.nextId)
    bytes.appendArray(first..<min(tape.nextId, first + Int64(limit))) { id, bytes in
      writer.writeTradeRow(profile.trade(tape[id].trade), into: &bytes)
    }
  }

  /// `/api/v3/aggTrades`: from an id or a time on, both ends included, else the newest.
  package func appendAggTrades(
    fromId: Int64?, startMs: Int64?, endMs: Int64?, limit: Int, to bytes: inout [UInt8]
  ) {
    var end = tape.nextId
    if let endMs { end = tape.firstId { $0.trade.timeMs > endMs } }
    var first: Int64
    if let fromId {
      first = tape.firstId { $0.aggregateId >= fromId }
    } else if let startMs {
      first = tape.firstId { $0.trade.timeMs >= startMs }
    } else {
      first = end
      for _ in 0..<limit where first > tape.firstId {
        first = tape.aggregate(of: first - 1).lowerBound
      }
    }
    first = max(first, firstWholeAggregate)
    var aggregates: [Trade] = []
    while first < end, aggregates.count < limit {
      let ids = tape.aggregate(of: first)
      let trades = (first..<ids.upperBound).map { tape[$0].trade }
      aggregates.append(
        profile.aggregate(trades[...], trades[0], id: tape[first].aggregateId))
      first = ids.upperBound
    }
    bytes.appendArray(aggregates) {
      writer.writeAggregateRow($0, normalQuantity: profile.normalQuantity($0), into: &$1)
    }
  }

  /// The oldest trade that is kept may lie in the middle of an aggregate, which is not shown then.
  private var firstWholeAggregate: Int64 {
    tape.isFull ? tape.aggregate(of: tape.firstId).upperBound : tape.firstId
  }

  /// `/api/v3/avgPrice`
  package func appendAveragePrice(to bytes: inout [UInt8]) {
    writer.writeAveragePriceAnswer(fiveMinuteAverage, closeTimeMs: lastTradeMs, into: &bytes)
  }

  /// `/api/v3/ticker/price`
  package func appendPriceTicker(to bytes: inout [UInt8]) {
    writer.writePrice(lastPrice, timeMs: lastTradeMs, into: &bytes)
  }

  /// `/api/v3/ticker/bookTicker`
  package func appendBookTicker(to bytes: inout [UInt8]) {
    let latest = latest
    writer.writeBestPrices(
      bid: latest.bid, ask: latest.ask, timeMs: clockUs / 1000, updateId: updateId, into: &bytes)
  }

  /// `/api/v3/ticker/24hr`; the window begins on a full minute.
  package func appendDayTicker(isMini: Bool, to bytes: inout [UInt8]) {
    writer.writeWindow(
      dayWindow ?? emptyDayWindow, isMini: isMini, latest: latest, into: &bytes)
  }

  private var lastTradeMs: Int64 { tape.last?.trade.timeMs ?? clockUs / 1000 }

  /// `/api/v3/exchangeInfo` for several markets of one exchange.
  package static func appendExchangeInfo(
    _ profiles: [SymbolProfile], serverMs: Int64, to bytes: inout [UInt8]
  ) {
    bytes.append(exchangeInfo: profiles.map(\.listing), serverMs: serverMs)
  }
}
