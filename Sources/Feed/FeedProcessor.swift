package import Binance
package import Market
package import Recording

/// The one process-message path: recorded or live frames in; trades, candles, gaps and errors out.
///
/// A frame is decoded without knowing what came before (`FrameDecoder`), then folded here, in
/// receive order. Live capture and paced replay do both for one frame at a time (`process`); replay
/// at full speed decodes whole blocks on other threads and folds them here (`apply`). There is no
/// second copy of either half.
package final class FeedProcessor {
  package struct Options: Sendable {
    /// What candles are built from; nil builds none.
    package var source: TradeSource? = .trades
    package var intervals: [Interval] = []
    package var anchors = CandleShelf.Anchors()
    /// Only these symbols' trades and candles, numbered in this order; all if empty.
    package var symbols: [String] = []
    /// The only one of `symbols`.
    package var symbol: String? {
      get { symbols.count == 1 ? symbols[0] : nil }
      set { symbols = newValue.map { [$0] } ?? [] }
    }
    /// Kinds that the handler wants besides what the candles need.
    package var wanted: MessageKinds = []
    /// Whether the handler is shown every decoded message.
    package var deliversMessages = false

    package init() {}

    /// All kinds that have to be decoded.
    package var decodedKinds: MessageKinds {
      switch source {
      case .trades: wanted.union(MessageKinds([.trade, .offBookTrade]))
      case .aggTrades: wanted.union(MessageKinds(.aggTrade))
      case nil: wanted
      }
    }
  }

  package let options: Options
  package let decoder: FrameDecoder
  /// The feed's own numbers of symbols, in order of appearance.
  package private(set) var symbols: SymbolTable
  package private(set) var counts = FeedCounts()
  /// The frame at work.
  package private(set) var frame = FramePlace()

  // The handler owns the processor and outlives every call; a counted reference would cost two
  // atomic operations per trade.
  private unowned(unsafe) let handler: any FeedHandler
  private var shelf: CandleShelf
  private var ledgerIndex: [Int] = []
  private var ledgers: [TradeLedger] = []
  private var disruptions = Disruptions()
  private var connections = ConnectionTable()
  private var single = FrameBatch()
  /// The symbols that are asked for have the first numbers.
  private let wantedCount: UInt32

  package init(_ options: Options, handler: any FeedHandler) {
    self.options = options
    self.handler = handler
    decoder = FrameDecoder(wanted: options.decodedKinds)
    shelf = CandleShelf(intervals: options.intervals, anchors: options.anchors)
    var symbols = SymbolTable()
    for name in options.symbols { _ = symbols.id(name) }
    wantedCount = options.symbols.isEmpty ? .max : UInt32(symbols.count)
    self.symbols = symbols
  }

  /// What the ids proved, one ledger per symbol and kind, in order of appearance.
  package var tradeLedgers: [TradeLedger] { ledgers }

  /// Trades that came too late for their candle.
  package var lateDropped: Int64 { shelf.lateDropped }

  /// Decodes and folds one frame: the whole path, for live frames and for paced replay.
  package func process(
    _ header: RecordHeader, record: Int32, in bytes: borrowing Span<UInt8>, at place: BlockPlace
  ) {
    single.removeAll()
    single.place = place
    decoder.decode(header, record: record, in: bytes, into: &single)
    apply(&single)
  }

  /// Takes in a record from before the range that is played.
  package func processContext(_ header: RecordHeader, in bytes: borrowing Span<UInt8>) {
    single.removeAll()
    decoder.decodeContext(header, in: bytes, into: &single)
    apply(&single)
  }

  /// Folds decoded frames. Batches come in the recording's order.
  package func apply(_ batch: inout FrameBatch) {
    counts.add(batch)
    frame.block = batch.place
    mapSymbols(&batch)
    var mark = 0
    // By index: an iterator's elements of this size come from the heap in a build for debugging, where
    // the test counts allocations.
    for index in batch.messages.entries.indices {
      let entry = batch.messages.entries[index]
      while mark < batch.marks.count && batch.marks[mark].record < entry.record {
        apply(batch.marks[mark])
        mark += 1
      }
      frame.record = entry.record
      frame.receivedNs = entry.receivedNs
      apply(entry, batch)
    }
    for rest in batch.marks[mark...] { apply(rest) }
    if let damage = batch.damage { apply(damage) }
  }

  /// Takes note of a place that cannot be read: trades missing after it are missing because of it.
  package func apply(_ damage: Damage) {
    disruptions.damaged()
    handler.handle(event: .damage(text: damage.message))
  }

  /// The end of the input: every candle settles, the open ones last.
  package func finish() {
    shelf.finish()
    handOutCandles()
  }

  private func mapSymbols(_ batch: inout FrameBatch) {
    while batch.symbolIDs.count < batch.messages.symbols.count {
      let local = SymbolID(rawValue: UInt32(batch.symbolIDs.count))
      batch.symbolIDs.append(symbols.id(batch.messages.symbols.name(local)))
    }
  }

  private func apply(_ entry: MessageBatch.Entry, _ batch: FrameBatch) {
    if options.deliversMessages { handler.handle(message: entry, in: batch.messages) }
    let index = Int(entry.index)
    switch entry.kind {
    case .trade: apply(trade(index, batch), .trades, entry)
    case .aggTrade: apply(trade(index, batch), .aggTrades, entry)
    case .offBookTrade: applyOffBook(trade(index, batch), entry)
    case .kline:
      var kline = batch.messages.klines[index]
      kline.candle.symbol = batch.symbolIDs[Int(kline.candle.symbol.rawValue)]
      if isWanted(kline.candle.symbol) { handler.handle(kline: kline) }
    case .error, .serverShutdown, .malformed:
      apply(batch.messages.notices[index], entry.kind)
    default: break
    }
  }

  private func apply(_ notice: Notice, _ kind: MessageKind) {
    switch kind {
    case .error:
      handler.handle(
        event: .exchangeError(code: notice.code.map { Int64($0.rawValue) }, text: notice.text))
    case .serverShutdown: handler.handle(event: .serverShutdown)
    default:
      handler.handle(event: .malformed(reason: notice.text, payloadOffset: notice.offset))
    }
  }

  private func trade(_ index: Int, _ batch: FrameBatch) -> Trade {
    var trade = batch.messages.trades[index]
    trade.symbol = batch.symbolIDs[Int(trade.symbol.rawValue)]
    return trade
  }

  private func isWanted(_ symbol: SymbolID) -> Bool { symbol.rawValue < wantedCount }

  private func apply(_ trade: Trade, _ source: TradeSource, _ entry: MessageBatch.Entry) {
    guard see(trade, source, entry) else { return }
    handler.handle(trade: trade, source: source)
    guard source == options.source else { return }
    build(trade)
  }

  private func build(_ trade: Trade) {
    if shelf.add(trade, name: symbols.name(trade.symbol)) { handOutCandles() }
  }

  /// Apart from what makes them: a handler may look at this processor.
  private func handOutCandles() {
    for event in shelf.takeEvents() { handler.handle(candle: event) }
  }

  /// USD-M insurance fund and ADL moves take an id of the trades and are none on the book: the
  /// candles learn the id, so that they do not look incomplete, and nothing else.
  private func applyOffBook(_ trade: Trade, _ entry: MessageBatch.Entry) {
    guard see(trade, .trades, entry), options.source == .trades else { return }
    var idOnly = trade
    idOnly.quantity = .zero
    build(idOnly)
  }

  /// Whether a trade can be true and is new, by its time and its id; tells of the gap that it shows.
  private func see(_ trade: Trade, _ source: TradeSource, _ entry: MessageBatch.Entry) -> Bool {
    guard isWanted(trade.symbol) else { return false }
    let ledger = ledgerNumber(trade.symbol, source)
    guard ledgers[ledger].isCredible(timeUs: trade.tradeTimeUs, receivedNs: entry.receivedNs) else {
      tellOfFutureTrade(trade)
      return false
    }
    let (isNew, gap) = ledgers[ledger].see(
      id: trade.id, connection: entry.connection, receivedNs: entry.receivedNs,
      disruptions: disruptions)
    if let gap { handler.handle(event: .gap(gap)) }
    return isNew
  }

  private func tellOfFutureTrade(_ trade: Trade) {
    let reason =
      "trade \(trade.id) of \(symbols.name(trade.symbol)) has the time \(trade.tradeTimeUs / 1000) ms, "
      + "more than a day after it was received and after the trades before it"
    handler.handle(event: .malformed(reason: reason, payloadOffset: 0))
  }

  private func ledgerNumber(_ symbol: SymbolID, _ source: TradeSource) -> Int {
    let slot = Int(symbol.rawValue) * 2 + (source == .trades ? 0 : 1)
    while ledgerIndex.count <= slot { ledgerIndex.append(-1) }
    if ledgerIndex[slot] < 0 {
      ledgerIndex[slot] = ledgers.count
      ledgers.append(TradeLedger(symbol: symbol, source: source))
    }
    return ledgerIndex[slot]
  }

  private func apply(_ mark: FrameMark) {
    guard !mark.isContext else {
      if mark.kind == .lost {
        connections.close(mark.connection)
      } else {
        _ = connections.open(mark.connection, mark.text)
      }
      return
    }
    frame.record = mark.record
    frame.receivedNs = mark.receivedNs
    switch mark.kind {
    case .opened:
      guard let url = connections.open(mark.connection, mark.text) else { return }
      disruptions.connectionChanged()
      handler.handle(event: .connectionOpened(url: url))
    case .lost:
      connections.close(mark.connection)
      disruptions.connectionChanged()
      handler.handle(event: .connectionLost(reason: mark.text))
    case .gap:
      disruptions.lossRecorded()
      handler.handle(event: .recordedLoss(text: mark.text))
    default: break
    }
  }
}
