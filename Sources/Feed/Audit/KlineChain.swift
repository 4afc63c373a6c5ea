import Market

/// The kline frames of one symbol and interval in turn, each explained by the trades since the one
/// before.
struct KlineChain {
  /// The latest frame of the kline at work: what the next one continues.
  private var base: Candle?
  /// Whether `base` itself follows from recorded trades alone.
  private var isBaseProven = false

  /// Explains a kline frame whose last trade has been recorded, or should have been.
  mutating func explain(_ kline: Candle, _ trades: TradeWindow) -> KlineVerdict {
    let before = base?.openTimeMs == kline.openTimeMs ? base : nil
    let wasProven = before == nil || isBaseProven
    let verdict = judge(kline, before, wasProven, trades)
    switch verdict {
    case .equal, .empty: (base, isBaseProven) = (kline, true)
    // Cannot be cut here: the next frame continues from the one before.
    case .insideAggregate where before != nil: break
    default: (base, isBaseProven) = (kline, false)
    }
    return verdict
  }

  private func judge(
    _ kline: Candle, _ before: Candle?, _ wasProven: Bool, _ trades: TradeWindow
  ) -> KlineVerdict {
    if kline.tradeCount == 0 { return judgeEmpty(kline) }
    let priorTrades = before.flatMap { $0.tradeCount > 0 ? $0 : nil }
    if let priorTrades, priorTrades.lastTradeId == kline.lastTradeId {
      let found = candleDifferences(kline: kline, trades: priorTrades)
      if !found.isEmpty { return .differs(found) }
      return wasProven ? .equal : .continued
    }
    let first = (priorTrades?.lastTradeId).map { $0 + 1 } ?? kline.firstTradeId
    guard first >= 0, first <= kline.lastTradeId else {
      return .differs([
        FieldDifference(
          field: "last trade id", kline: String(kline.lastTradeId),
          trades: "at least \(first)")
      ])
    }
    switch trades.stretch(first...kline.lastTradeId) {
    case .beforeFirst: return .beforeRecording
    case .missing: return .tradesMissing
    case .insideAggregate: return .insideAggregate
    case .all(let stretch):
      let late = stretch.first { $0.tradeTimeUs / 1000 > kline.closeTimeMs }
      let early = stretch.first { $0.tradeTimeUs / 1000 < kline.openTimeMs }
      if let stray = late ?? early {
        return .differs([
          FieldDifference(
            field: "trade time", kline: "\(kline.openTimeMs)…\(kline.closeTimeMs)",
            trades: "trade \(stray.id) at \(stray.tradeTimeUs / 1000)")
        ])
      }
      let found = KlineSum(stretch, on: priorTrades)?.differences(from: kline) ?? []
      if !found.isEmpty { return .differs(found) }
      return wasProven ? .equal : .continued
    }
  }

  /// A kline without trades is flat at the close before and holds nothing.
  private func judgeEmpty(_ kline: Candle) -> KlineVerdict {
    var flat = kline
    flat.high = kline.open
    flat.low = kline.open
    flat.close = kline.open
    if let base, base.closeTimeMs + 1 == kline.openTimeMs {
      (flat.open, flat.high, flat.low, flat.close) = (
        base.close, base.close, base.close, base.close
      )
    }
    flat.volume = .zero
    flat.quoteVolume = .zero
    flat.takerBuyVolume = .zero
    flat.takerBuyQuoteVolume = .zero
    let found = candleDifferences(kline: kline, trades: flat)
    return found.isEmpty ? .empty : .differs(found)
  }
}
