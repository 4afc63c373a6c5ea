extension StreamFormat {
  /// A diff: absolute quantities, bids from the highest price down, asks from the lowest up.
  func writeDepth(
    stream: String, firstUpdateId: Int64, book: OrderBook, changed: [OrderBook.Change],
    eventMs: Int64, into bytes: inout [UInt8]
  ) {
    writeHead(stream, event: "depthUpdate", eventMs: eventMs, into: &bytes)
    bytes.append(",\"U\":")
    bytes.append(number: firstUpdateId)
    bytes.append(",\"u\":")
    bytes.append(number: book.updateId)
    bytes.append(",\"b\":[")
    var side = OrderBook.Side.bid
    var isFirst = true
    for change in changed {
      if change.side != side {
        bytes.append("],\"a\":[")
        side = .ask
        isFirst = true
      }
      if !isFirst { bytes.append(",") }
      isFirst = false
      let level = BookLevel(key: change.key, steps: book.steps(change.side, at: change.key))
      writeLevel(level, side, into: &bytes)
    }
    bytes.append(side == .bid ? "],\"a\":[]}}" : "]}}")
  }

  /// `["61738.04000000","0.32332000"]`
  func writeLevel(_ level: BookLevel, _ side: OrderBook.Side, into bytes: inout [UInt8]) {
    bytes.append("[\"")
    bytes.append(amount: OrderBook.ticks(side, key: level.key) * tickUnits)
    bytes.append("\",\"")
    bytes.append(amount: level.steps * stepUnits)
    bytes.append("\"]")
  }
}
