import Market

extension RecordedMarket {
  /// Open time of the first candle; nil where there is none.
  var firstOpenMs: Int64? {
    for case .candles(let batch) in pieces { return batch.candles.first?.openTimeMs }
    return nil
  }

  /// Parts that follow each other as one market.
  init(joining parts: ArraySlice<RecordedMarket>) {
    let first = parts[parts.startIndex]
    self.init(interval: first.interval, fills: first.fills)
    symbols = first.symbols
    rulesBefore = first.rulesBefore
    for piece in parts.flatMap(\.pieces) {
      switch piece {
      case .candles(let batch): for candle in batch.candles { add(candle) }
      case .trades(let trades): for trade in trades { add(trade) }
      case .rules(let rules, let symbol): add(rules, symbol)
      }
    }
  }
}
