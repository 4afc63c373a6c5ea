import Market

/// The kline frames of one symbol and interval in turn, each explained by the trades since the one
/// before.
struct KlineChain {
  /// What the symbol's quantities count, on COIN-M.
  let contract: InverseContract?
  /// The latest frame of the kline at work: what the next one continues.
  private var base: Candle?
  /// Whether `base` itself follows from recorded trades alone.
  private var isBaseProven = false

  init(contract: InverseContract? = nil) { self.contract = contract }

  /// Explains a kline frame whose last trade has been recorded, or should have been.
  mutating func explain(_ kline: Candle, _ trades: TradeWindow) -> KlineVerdict {
    let before = base?.openTimeMs == kline.openTimeMs ? base : nil
    let wasProven = before == nil || isBaseProven
    let (verdict, isEndCut) = judge(kline, before, wasProven: wasProven, trades)
    switch verdict {
    case .equal, .empty: (base, isBaseProven) = (kline, true)
    // Better to go on from the frame before, which ends between two aggregates, than from this one.
    case .cutsAggregate where isEndCut && before != nil: break
    default: (base, isBaseProven) = (kline, false)
    }
    return verdict
  }

  /// The verdict on a kline, and whether the kline's end cuts an aggregate.
  private func judge(
    _ kline: Candle, _ before: Candle?, wasProven: Bool, _ trades: TradeWindow
  ) -> (KlineVerdict, isEndCut: Bool) {
    if kline.tradeCount == 0 { return (judgeEmpty(kline), false) }
    let base = before.flatMap { $0.tradeCount > 0 ? $0 : nil }
    let agreement: KlineVerdict = wasProven ? .equal : .continued
    if let base, base.lastTradeId == kline.lastTradeId {
      let found = candleDifferences(kline: kline, trades: base)
      return (found.isEmpty ? agreement : .differs(found), false)
    }
    let first = base.map { $0.lastTradeId + 1 } ?? kline.firstTradeId
    guard first >= 0, first <= kline.lastTradeId else {
      let found = FieldDifference(
        field: "last trade id", kline: String(kline.lastTradeId), trades: "at least \(first)")
      return (.differs([found]), false)
    }
    switch trades.content(first...kline.lastTradeId) {
    case .beforeFirst: return (.beforeRecording, false)
    case .missing: return (.tradesMissing, false)
    case .trades(let stretch):
      let found =
        strayTrades(stretch, kline)
        ?? KlineSum(stretch, on: base, like: kline, contract: contract)
        .differences(from: kline)
      let isEndCut = stretch.cutTail != nil
      if !found.isEmpty { return (.differs(found), isEndCut) }
      return (stretch.cut.isEmpty ? agreement : .cutsAggregate, isEndCut)
    }
  }

  /// Trades whose own time lies outside the kline's interval.
  private func strayTrades(_ stretch: TradeStretch, _ kline: Candle) -> [FieldDifference]? {
    let span = kline.openTimeMs...max(kline.openTimeMs, kline.closeTimeMs)
    guard let stray = stretch.whole.first(where: { !span.contains($0.tradeTimeUs / 1000) }) else {
      return nil
    }
    return [
      FieldDifference(
        field: "trade time", kline: "\(span.lowerBound)…\(span.upperBound)",
        trades: "trade \(stray.id) at \(stray.tradeTimeUs / 1000)")
    ]
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
