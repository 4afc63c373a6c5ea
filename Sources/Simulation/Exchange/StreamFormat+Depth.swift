import Binance
import Market

extension StreamFormat {
  /// A diff: absolute quantities, bids from the highest price down, asks from the lowest up.
  ///
  /// - Parameters:
  ///   - firstUpdateId: the one behind the last of the message before.
  ///   - changed: bids first, each side in that order.
  func writeDepth(
    stream: String, firstUpdateId: Int64, book: OrderBook, changed: [OrderBook.Change],
    eventMs: Int64, into bytes: inout [UInt8]
  ) {
    let bids = changed.prefix { $0.side == .bid }
    let asks = changed.dropFirst(bids.count)
    if venue == .spot {
      writeHead(stream, event: "depthUpdate", eventMs: eventMs, into: &bytes)
      bytes.append(",\"U\":")
      bytes.append(number: firstUpdateId)
      bytes.append(",\"u\":")
      bytes.append(number: book.updateId)
    } else {
      writeFuturesDepthHead(
        stream: stream, previousUpdateId: firstUpdateId - 1, book: book, eventMs: eventMs,
        into: &bytes)
    }
    bytes.append(",\"b\":[")
    // Both sides of futures ascend.
    if venue == .spot {
      writeChanges(bids, book, into: &bytes)
    } else {
      writeChanges(bids.reversed(), book, into: &bytes)
    }
    bytes.append("],\"a\":[")
    writeChanges(asks, book, into: &bytes)
    bytes.append("]}}")
  }

  private func writeChanges(
    _ changes: some Sequence<OrderBook.Change>, _ book: OrderBook, into bytes: inout [UInt8]
  ) {
    var isFirst = true
    for change in changes {
      if !isFirst { bytes.append(",") }
      isFirst = false
      let level = BookLevel(key: change.key, steps: book.steps(change.side, at: change.key))
      writeLevel(level, change.side, into: &bytes)
    }
  }

  /// `["61738.04000000","0.32332000"]`
  func writeLevel(_ level: BookLevel, _ side: OrderBook.Side, into bytes: inout [UInt8]) {
    bytes.append("[\"")
    bytes.append(
      amount: OrderBook.ticks(side, key: level.key) * tickUnits, places: Int(places.price))
    bytes.append("\",\"")
    bytes.append(amount: level.steps * stepUnits, places: Int(places.quantity))
    bytes.append("\"]")
  }
}
