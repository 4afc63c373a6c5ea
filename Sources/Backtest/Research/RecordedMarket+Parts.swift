import Market

extension RecordedMarket {
  /// Where the market could be cut.
  struct Cut {
    /// Instants at which marking candles closed before.
    let instantCount: Int
    /// Open time of the candle, or time of the trade, that comes next, ms since the epoch.
    let nextMs: Int64
  }

  /// Cuts the market where `begins` says that a part begins. It is asked wherever a cut changes
  /// nothing: between instants, never among the candles that close together.
  func parts(_ begins: (Cut) -> Bool) -> [RecordedMarket] {
    var parts: [RecordedMarket] = []
    var part = emptyPart(rulesBefore)
    var known = rulesBefore
    var instantCount = 0
    /// Ends of the candle before, and of the marking candle before.
    var (lastMs, lastMarkMs): (Int64?, Int64?) = (nil, nil)
    func cut(before nextMs: Int64) {
      guard lastMs != nil, begins(Cut(instantCount: instantCount, nextMs: nextMs)) else { return }
      part.endPiece()
      parts.append(part)
      part = emptyPart(known)
    }
    for piece in pieces {
      switch piece {
      case .candles(let batch):
        for candle in batch.candles {
          if fills == .candles, candle.closeTimeMs != lastMs { cut(before: candle.openTimeMs) }
          lastMs = candle.closeTimeMs
          if candle.interval == interval, candle.closeTimeMs != lastMarkMs {
            instantCount += 1
            lastMarkMs = candle.closeTimeMs
          }
          part.add(candle)
        }
      case .trades(let trades):
        for trade in trades {
          cut(before: trade.tradeTimeUs / 1000)
          lastMs = trade.tradeTimeUs / 1000
          part.add(trade)
        }
      case .rules(let rules, let symbol):
        known.removeAll { $0.symbol == symbol }
        known.append((symbol, rules))
        part.add(rules, symbol)
      }
    }
    part.endPiece()
    return parts + [part]
  }

  private func emptyPart(
    _ known: [(symbol: SymbolID, rules: SymbolRules)]
  ) -> RecordedMarket {
    var part = RecordedMarket(interval: interval, fills: fills)
    part.symbols = symbols
    part.rulesBefore = known
    return part
  }

  /// Instants at which marking candles close.
  var instantCount: Int {
    var count = 0
    var lastMs: Int64?
    forEachCandle { candle in
      guard candle.interval == interval, candle.closeTimeMs != lastMs else { return }
      count += 1
      lastMs = candle.closeTimeMs
    }
    return count
  }

  /// Parts of as many instants each as can be, at most `count`.
  func slices(_ count: Int) -> [RecordedMarket] {
    let instantCount = instantCount
    var number = 1
    return parts { cut in
      guard number < count, cut.instantCount >= number * instantCount / count else {
        return false
      }
      number += 1
      return true
    }
  }

  func forEachCandle(_ body: (Candle) -> Void) {
    for case .candles(let batch) in pieces {
      for candle in batch.candles { body(candle) }
    }
  }
}
