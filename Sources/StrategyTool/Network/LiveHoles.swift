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
    mutating func found(_ gap: TradeGap, _ symbols: SymbolTable) -> Hole {
      let hole = Hole(
        symbol: symbols.name(gap.symbol),
        endpoint: gap.source == .trades ? .historicalTrades : .aggTrades, ids: gap.missing)
      watch.found(hole)
      return hole
    }

    /// The capture is done with a hole.
    mutating func closed(_ hole: Hole) { watch.closed(hole) }

    /// The holes that have no missing trade any more; each is given once.
    mutating func look(at feed: FeedProcessor, nowNs: Int64) -> [Hole] {
      guard watch.count <= Self.eachTimeMax || (nowNs &- lookedNs).magnitude >= Self.everyNs else {
        return []
      }
      lookedNs = nowNs
      return watch.arrived { Self.isFilled($0, feed) }
    }

    private static func isFilled(_ hole: Hole, _ feed: FeedProcessor) -> Bool {
      let source: TradeSource = hole.endpoint == .aggTrades ? .aggTrades : .trades
      guard let symbol = feed.symbols.lookup(hole.symbol) else { return false }
      return feed.tradeLedgers.contains {
        $0.symbol == symbol && $0.source == source && $0.missingCount(of: hole.ids) == 0
      }
    }
  }
#endif
