import Binance
import Market

/// Windows of time up to the play head, as far as the recording knows, in whole klines.
extension RecordedSymbol {
  static let dayMs: Int64 = 86_400_000

  /// The last 24 hours; nil where nothing was traded in them.
  func day(nowMs: Int64) -> TickerWindow? { window(fromMs: nowMs - Self.dayMs, nowMs: nowMs) }

  /// A length of time up to now, made from the klines that reach back furthest, the finest of
  /// those.
  private func window(fromMs startMs: Int64, nowMs: Int64) -> TickerWindow? {
    let fine: [Interval] = [.m1, .m3, .m5, .m15, .m30, .h1]
    let slackMs = min(3_600_000, (nowMs - startMs) / 24)
    var best: (firstMs: Int64, ledger: KlineLedger)?
    for ledger in fine.compactMap({ Self.index($0) }).map({ klines[$0] }) {
      guard let first = ledger.firstOpenTimeMs.map({ max($0, startMs + slackMs) }) else { continue }
      if best.map({ first + slackMs <= $0.firstMs }) ?? true { best = (first, ledger) }
    }
    let rows = best?.ledger.rows(fromMs: startMs - 3_600_000, toMs: nowMs) ?? []
    return TickerWindow(rows, fromMs: startMs, nowMs: nowMs, writer.contract)
  }

  /// The same as an answer shows it, up to a time that the answer calls its end. Without a trade,
  /// all but the last price is zero.
  func shownWindow(fromMs: Int64, toMs: Int64, nowMs: Int64) -> TickerWindow {
    var window = window(fromMs: fromMs, nowMs: nowMs) ?? emptyWindow
    window.openTimeMs = fromMs
    window.closeTimeMs = toMs
    return window
  }

  private var emptyWindow: TickerWindow {
    let sum = Candle(
      symbol: SymbolID(rawValue: 0), interval: .d1, decimals: writer.decimals, isComplete: false,
      openTimeMs: 0, closeTimeMs: 0, open: .zero, high: .zero, low: .zero,
      close: lastPrice ?? .zero, volume: .zero, quoteVolume: .zero, takerBuyVolume: .zero,
      takerBuyQuoteVolume: .zero, tradeCount: 0, firstTradeId: -1, lastTradeId: -1)
    return TickerWindow(
      openTimeMs: 0, closeTimeMs: 0, sum: sum, previousClose: .zero, average: .zero)
  }

  /// The newest quantity and the best prices; zero where the recording has none.
  var latest: TickerWindow.Latest {
    let (best, none) = (best, PriceLevel(price: .zero, quantity: .zero))
    return TickerWindow.Latest(
      quantity: lastTrade?.quantity ?? .zero, bid: best.bid ?? none, ask: best.ask ?? none)
  }
}

extension TickerWindow {
  /// - Parameter rows: ascending, from the one before the window on.
  fileprivate init?(
    _ rows: [Candle], fromMs startMs: Int64, nowMs: Int64, _ contract: InverseContract?
  ) {
    let inside = rows.filter { $0.openTimeMs >= startMs && $0.tradeCount > 0 }
    guard var sum = inside.first else { return nil }
    for row in inside.dropFirst() {
      sum.close = row.close
      sum.high = max(sum.high, row.high)
      sum.low = min(sum.low, row.low)
      sum.volume += row.volume
      sum.quoteVolume += row.quoteVolume
      sum.tradeCount = sum.tradeCount.addingReportingOverflow(row.tradeCount).partialValue
      if sum.firstTradeId < 0 { sum.firstTradeId = row.firstTradeId }
      if row.lastTradeId >= 0 { sum.lastTradeId = row.lastTradeId }
    }
    self.init(
      openTimeMs: startMs, closeTimeMs: nowMs, sum: sum,
      previousClose: rows.last { $0.openTimeMs < startMs }?.close ?? sum.open,
      average: TickerWindow.average(of: sum, contract))
  }
}
