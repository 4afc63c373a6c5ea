#if Network
  import Binance
  import Capture
  import Feed
  import Market

  /// The holes that the feed has found, until the feed has all of their trades.
  struct LiveHoles {
    private var watch = HoleWatch()
    private var lookedNs: Int64 = 0

    /// So many are looked at after each chunk; more, as after a lost connection with many symbols, four
    /// times a second.
    private static let eachTimeMax = 16
    private static let everyNs: UInt64 = 250_000_000

    /// The hole that a gap is to the capture.
    mutating func found(_ gap: TradeGap, _ symbols: SymbolTable) -> MissingTrades {
      let hole = MissingTrades(gap, symbols)
      watch.found(hole)
      return hole
    }

    /// The capture is done with a gap.
    mutating func closed(_ hole: MissingTrades) { watch.closed(hole) }

    /// The holes of which trades have come, with how many are still missing.
    mutating func look(at feed: borrowing FeedProcessor, nowNs: Int64) -> [FeedNotice] {
      guard watch.count <= Self.eachTimeMax || (nowNs &- lookedNs).magnitude >= Self.everyNs else {
        return []
      }
      lookedNs = nowNs
      return look(at: feed)
    }

    /// The same, at once.
    mutating func look(at feed: borrowing FeedProcessor) -> [FeedNotice] {
      watch.arrived { Self.missingCount(of: $0, feed) }
        .map { .gapNarrowed($0.hole, missingCount: $0.missing) }
    }

    private static func missingCount(of hole: MissingTrades, _ feed: borrowing FeedProcessor)
      -> Int64?
    {
      let source: TradeSource = hole.endpoint == .aggTrades ? .aggTrades : .trades
      guard let symbol = feed.symbols.lookup(hole.symbol) else { return nil }
      return feed.tradeLedgers.first { $0.symbol == symbol && $0.source == source }?
        .missingCount(of: hole.ids)
    }
  }
#endif
