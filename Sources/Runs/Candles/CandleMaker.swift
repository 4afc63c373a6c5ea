package import Binance
package import Feed
package import Market

/// Makes a plan's candles out of a recording and hands them out as they settle.
package final class CandleMaker: FeedHandler {
  private var processor: FeedProcessor!
  private let emit: (Candle, String) throws -> Void
  private var klines: KlineShelf?
  private var troubles = Troubles()
  private var failure: (any Error)?
  /// Candles handed out.
  package private(set) var candleCount = 0

  package init(
    _ plan: CandlePlan,
    emit: @escaping (Candle, String) throws -> Void
  ) {
    self.emit = emit
    klines = plan.klineShelf()
    processor = FeedProcessor(plan.options(), handler: self)
  }

  package func run(_ run: FeedRun) throws {
    try run.run(processor) { try self.check() }
    klines?.finish { self.handle(candle: $0) }
    _ = try check()
  }

  /// What was wrong with the recording.
  package var warnings: [String] { troubles.texts(processor) }

  /// Whether the recording held any frame.
  package var hasFrames: Bool { processor.counts.frames > 0 }

  package func handle(candle: CandleEvent) {
    guard case .settled(let candle) = candle, failure == nil else { return }
    candleCount += 1
    do { try emit(candle, processor.symbols.name(candle.symbol)) } catch { failure = error }
  }

  package func handle(kline: Kline) {
    klines?.add(
      kline, receivedNs: processor.frame.receivedNs, symbols: processor.symbols
    ) { handle(candle: $0) }
  }

  package func handle(event: FeedEvent) { troubles.note(event, at: processor.frame) }

  /// Throws what writing a candle has thrown; otherwise false: go on.
  private func check() throws -> Bool {
    if let failure { throw failure }
    return false
  }
}
