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
    guard let index = klines.firstIndex(where: { $0.interval == interval }) else { return }
    let rows = klines[index].ledger.klines
    let low = startMs.map { start in rows.partitionPoint { $0.openTimeMs >= start } } ?? 0
    let high = endMs.map { end in rows.partitionPoint { $0.openTimeMs > end } } ?? rows.count
    let chosen = rows[low..<max(low, high)]
    // COIN-M gives the newest of a range, whatever it begins with.
    let isOldest = startMs != nil && options.venue != .coinm
    bytes.append(klines: isOldest ? chosen.prefix(limit) : chosen.suffix(limit), format)
  }

  /// `/api/v3/depth`
  package func appendDepth(limit: Int, to bytes: inout [UInt8]) {
    bytes.append(depthOf: market.book, format, limit: limit, timeMs: clockUs / 1000)
  }

  /// `/api/v3/trades` and `/api/v3/historicalTrades`: from an id on, else the newest.
  package func appendTrades(fromId: Int64?, limit: Int, to bytes: inout [UInt8]) {
    let first = min(max(fromId ?? tape.nextId - Int64(limit), tape.firstId), tape.nextId)
    let end = min(tape.nextId, first + Int64(limit))
    bytes.append("[")
    for id in first..<end {
      if id > first { bytes.append(",") }
      format.writeRestTrade(tape[id].trade, into: &bytes)
    }
    bytes.append("]")
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
      for _ in 0..<limit where first > tape.firstId { first = aggregate(endingAt: first - 1) }
    }
    first = max(first, firstWholeAggregate)
    bytes.append("[")
    var count = 0
    while first < end, count < limit {
      if count > 0 { bytes.append(",") }
      first = appendAggregate(from: first, to: &bytes)
      count += 1
    }
    bytes.append("]")
  }

  /// The oldest trade that is kept may be the middle of an aggregate, which is not shown then.
  private var firstWholeAggregate: Int64 {
    guard tape.isFull else { return tape.firstId }
    let cut = tape[tape.firstId].aggregateId
    return tape.firstId { $0.aggregateId > cut }
  }

  /// The first trade of the aggregate that holds a trade.
  private func aggregate(endingAt id: Int64) -> Int64 {
    var first = id
    while first > tape.firstId, tape[first - 1].aggregateId == tape[id].aggregateId { first -= 1 }
    return first
  }

  /// - Returns: the first trade behind the aggregate.
  private func appendAggregate(from first: Int64, to bytes: inout [UInt8]) -> Int64 {
    var sum = tape[first].trade
    let aggregateId = tape[first].aggregateId
    var next = first + 1
    while next < tape.nextId, tape[next].aggregateId == aggregateId {
      sum.steps += tape[next].trade.steps
      next += 1
    }
    format.writeRestAggregate(sum, aggregateId: aggregateId, lastId: next - 1, into: &bytes)
    return next
  }

  /// `/api/v3/exchangeInfo` for several markets of one exchange.
  package static func appendExchangeInfo(
    _ profiles: [SymbolProfile], serverMs: Int64, to bytes: inout [UInt8]
  ) {
    bytes.append(exchangeInfoOf: profiles, serverMs: serverMs)
  }
}

extension StreamFormat {
  /// `{"id":…,"price":S,"qty":S,"quoteQty":S,"time":…,"isBuyerMaker":B,"isBestMatch":true}`:
  /// `quoteQty` is truncated to eight decimals (measured on 472 decisive trades).
  func writeRestTrade(_ trade: MarketTrade, into bytes: inout [UInt8]) {
    guard venue == .spot else { return writeFuturesRestTrade(trade, into: &bytes) }
    let price = trade.priceTicks * tickUnits
    let quantity = trade.steps * stepUnits
    bytes.append(#"{"id":"#)
    bytes.append(number: trade.id)
    bytes.appendMember("price", amount: price)
    bytes.appendMember("qty", amount: quantity)
    bytes.appendMember("quoteQty", sum: Int128(price) * Int128(quantity) / 100_000_000)
    bytes.appendMember("time", number: trade.timeMs)
    bytes.append(trade.isBuyerMaker ? #","isBuyerMaker":true"# : #","isBuyerMaker":false"#)
    bytes.append(#","isBestMatch":true}"#)
  }

  /// `{"a":…,"p":S,"q":S,"f":…,"l":…,"T":…,"m":B,"M":true}`
  func writeRestAggregate(
    _ trade: MarketTrade, aggregateId: Int64, lastId: Int64, into bytes: inout [UInt8]
  ) {
    bytes.append(#"{"a":"#)
    bytes.append(number: aggregateId)
    guard venue == .spot else {
      return writeAggregate(trade, lastTradeId: lastId, into: &bytes)
    }
    bytes.appendMember("p", amount: trade.priceTicks * tickUnits)
    bytes.appendMember("q", amount: trade.steps * stepUnits)
    bytes.appendMember("f", number: trade.id)
    bytes.appendMember("l", number: lastId)
    bytes.appendMember("T", number: trade.timeMs)
    bytes.append(trade.isBuyerMaker ? #","m":true,"M":true}"# : #","m":false,"M":true}"#)
  }
}
