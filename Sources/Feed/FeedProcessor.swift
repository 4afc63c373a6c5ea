package import Binance
package import Market
package import Recording

/// The one process-message path: recorded or live frames in; trades, candles, gaps and errors out.
///
/// ```
///   Frame ─▶ FrameDecoder ─▶ FrameBatch ─▶ FeedFold ─▶ FeedSink
/// ```
/// A frame is decoded without knowing what came before, then folded in receive order. Live capture and
/// paced replay do both for one frame at a time (`process`); replay at full speed decodes whole blocks
/// on other threads and folds them here (`fold`). Packed blocks have a decoder of their own (`Packed`), which falls
/// back on this one; there is one fold.
///
/// It has one owner. After a sink has thrown it stands between two frames' results: do not go on.
package struct FeedProcessor: ~Copyable, Sendable {
  package struct Options: Sendable {
    /// What candles are built from; nil builds none.
    package var source: TradeSource? = .trades
    package var intervals: [Interval] = []
    /// Candles that are made from the exchange's own klines.
    package var klineCandles: [KlineCandles] = []
    package var anchors = CandleAnchors()
    /// Candles close by the exchange's clock, and silent intervals give flat ones: what a strategy
    /// hears. Else the symbol's next trade closes a candle.
    package var closesInTime = false
    /// Whose trades and candles are wanted.
    package var instruments = InstrumentNames()
    /// Where the trades of earlier sessions ended: those between these and the first ones here are missing.
    package var lastTrades: [LastTrade] = []
    /// Ids of each symbol that a trade with one of them again is compared with: two bytes each.
    package var comparedMax = TradeDigests.countMax
    /// Kinds that the sink wants besides what the candles need.
    package var wanted: MessageKinds = []
    /// Which books are built from snapshots and updates.
    package var books = BookFollowing.none
    /// Whether the sink is shown every decoded message.
    package var deliversMessages = false

    package init() {}

    /// All kinds that have to be decoded.
    package var decodedKinds: MessageKinds {
      var kinds = wanted
      if !klineCandles.isEmpty { kinds.formUnion(MessageKinds(.kline)) }
      if books != .none { kinds.formUnion(BookTable.kinds) }
      switch source {
      case .trades: kinds.formUnion(MessageKinds([.trade, .offBookTrade]))
      case .aggTrades: kinds.formUnion(MessageKinds(.aggTrade))
      case nil: break
      }
      return kinds
    }
  }

  package let decoder: FrameDecoder
  package private(set) var counts = FeedCounts()
  private var single = FrameBatch()
  private var folded: FeedFold

  package init(_ options: Options) {
    decoder = FrameDecoder(wanted: options.decodedKinds)
    folded = FeedFold(options)
  }

  /// The symbols, and the last frame that gave something.
  package var moment: FeedMoment { _read { yield folded.moment } }
  package var symbols: SymbolTable { folded.moment.instruments.names }
  /// What the ids proved, one ledger per symbol and kind, in order of appearance.
  package var tradeLedgers: [TradeLedger] { folded.ledgers }
  /// What came of the books that are followed, in order of appearance.
  package var bookLedgers: [BookLedger] { folded.books.ledgers }
  /// What is missing between klines that candles are made from, of each instrument that lacks some.
  package var missingKlines: [String] { folded.missingKlines }
  /// Trades that came too late for their candle.
  package var lateDropped: Int64 { folded.lateDropped }

  /// Trades that the ids show to be missing, of all symbols.
  package var missingTrades: Int64 {
    Int64(clamping: tradeLedgers.reduce(Int128(0)) { $0 + Int128($1.missingCount) })
  }

  /// Decodes and folds one frame: the whole path, for live frames and for paced replay.
  package mutating func process<S: FeedSink>(_ frame: Frame, into sink: inout S) throws(S.Failure) {
    single.removeAll()
    single.location = frame.location
    decoder.decode(frame, into: &single)
    counts.add(single)
    try folded.fold(&single, into: &sink)
  }

  /// Takes note of damage: trades that are missing after it are missing because of it.
  package mutating func process<S: FeedSink>(_ damage: Damage, into sink: inout S) throws(S.Failure)
  {
    single.removeAll()
    single.damage = damage
    try folded.fold(&single, into: &sink)
  }

  /// Folds decoded frames. Batches come in the recording's order.
  package mutating func fold<S: FeedSink>(_ batch: inout FrameBatch, into sink: inout S) throws(S
    .Failure)
  {
    counts.add(batch)
    try folded.fold(&batch, into: &sink)
  }

  /// A gap of earlier sessions, which may still fill: it counts as missing until then.
  ///
  /// - Returns: the gap as it is known here; nil if there is nothing to fill.
  package mutating func expect(_ gap: TradeGap, of symbol: String) -> TradeGap? {
    folded.expect(gap, of: symbol)
  }

  /// The end of the input: every candle settles, the open ones last.
  package mutating func finish<S: FeedSink>(into sink: inout S) throws(S.Failure) {
    try folded.finish(into: &sink)
  }
}
