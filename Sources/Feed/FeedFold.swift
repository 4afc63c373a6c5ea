import Basics
import Binance
import Market
import Recording

/// The half of the feed that needs the frames in their order: ids, gaps, candles, connections.
struct FeedFold: ~Copyable, Sendable {
  private(set) var moment = FeedMoment()
  private(set) var ledgers: [TradeLedger] = []
  private(set) var books: BookTable

  private let source: TradeSource?
  private let deliversMessages: Bool
  private let wantsAggregates: Bool
  private let comparedMax: Int
  private let followsBooks: Bool
  private var builders: CandleBuilders
  private var klineCandles: [KlineCandles]
  private var ledgerIndex: [Int] = []
  private var disruptions = Disruptions()
  private var connections = ConnectionTable()
  /// Instants, µs: the candles open at these are doubtful because of the trade at work.
  private var doubtsUs: [Int64] = []
  /// The session of the records at work, and the streams that it asks for.
  private var session: String?
  private var sessionStreams: Set<String> = []
  private var venues = RecordVenues()
  /// Where the connection of the frame at work leads.
  private var connectionVenue: Venue?

  init(_ options: FeedProcessor.Options) {
    source = options.source
    deliversMessages = options.deliversMessages
    comparedMax = options.comparedMax
    followsBooks = options.books != .none
    books = BookTable(options.books)
    wantsAggregates = options.decodedKinds.contains(.aggTrade)
    builders = CandleBuilders(
      intervals: options.intervals, anchors: options.anchors, closesInTime: options.closesInTime)
    klineCandles = options.klineCandles
    moment.instruments = InstrumentTable(options.instruments)
    for last in options.lastTrades { resume(after: last) }
  }

  private mutating func resume(after last: LastTrade) {
    let symbol = moment.instruments.number(of: last.symbol, at: nil)
    let slot = Self.slot(symbol, last.source)
    while ledgerIndex.count <= slot { ledgerIndex.append(-1) }
    ledgerIndex[slot] = ledgers.count
    ledgers.append(
      TradeLedger(symbol: symbol, source: last.source, after: last, comparedMax: comparedMax))
    disruptions.sessionChanged()
  }

  /// A gap of earlier sessions. Gives it as it is known here; nil if there is nothing to fill.
  mutating func expect(_ gap: TradeGap, of name: String) -> TradeGap? {
    let symbol = moment.instruments.number(of: name, at: nil)
    guard let ledger = knownLedger(symbol, gap.source) else { return nil }
    let gap = gap.of(symbol)
    return ledgers[ledger].expect(gap) ? gap : nil
  }

  var lateDropped: Int64 { builders.lateDropped }

  /// What is missing between klines that candles are made from.
  var missingKlines: [String] {
    var texts: [String] = []
    for candles in klineCandles {
      for text in candles.missing({ moment.name($0) }) where !texts.contains(text) {
        texts.append(text)
      }
    }
    let refusedCount = klineCandles.reduce(0) { max($0, $1.refusedCount) }
    if refusedCount > 0 {
      texts.append(
        "\(refusedCount) klines have prices that cannot be, or fit into no candle, and were left out"
      )
    }
    return texts
  }

  mutating func fold<S: FeedSink>(_ batch: inout FrameBatch, into sink: inout S) throws(S.Failure) {
    if let location = batch.location { moment.location = location }
    noteSymbols(&batch)
    var note = 0
    // By index: an iterator's elements of this size come from the heap in a build for debugging, where
    // the test counts allocations.
    for index in batch.messages.entries.indices {
      let entry = batch.messages.entries[index]
      while note < batch.notes.count && batch.notes[note].frame.record < entry.frame.record {
        try take(batch.notes[note], into: &sink)
        note += 1
      }
      begin(entry.frame)
      moment.venue = entry.venue ?? connectionVenue
      try take(entry, in: &batch, into: &sink)
    }
    for rest in batch.notes[note...] { try take(rest, into: &sink) }
    if let damage = batch.damage {
      disruptions.damaged()
      try sink.take(event: .damage(text: damage.message), at: moment)
    }
  }

  mutating func finish<S: FeedSink>(into sink: inout S) throws(S.Failure) {
    builders.finish()
    try handOutCandles(to: &sink)
    for index in klineCandles.indices {
      for event in klineCandles[index].finish() { try sink.take(candle: event, at: moment) }
    }
  }

  /// A frame is at work from now on.
  @inline(__always)
  private mutating func begin(_ frame: FrameReference) {
    moment.location.record = frame.record
    moment.receivedNs = frame.receivedNs
    guard moment.connection != frame.connection else { return }
    moment.connection = frame.connection
    connectionVenue = venues.venue(ofConnection: frame.connection)
  }

  private mutating func noteSymbols(_ batch: inout FrameBatch) {
    while batch.numbers.symbolCount < batch.messages.symbols.count {
      let symbol = SymbolID(rawValue: UInt32(batch.numbers.symbolCount))
      moment.instruments.expect(batch.messages.symbols.name(symbol))
      batch.numbers.addSymbol()
    }
  }

  /// The number of an instrument: what a batch calls by `symbol`, at the venue of the frame at work.
  @inline(__always)
  private mutating func number(_ symbol: SymbolID, in batch: inout FrameBatch) -> SymbolID {
    if let known = batch.numbers[symbol, moment.venue] { return known }
    let name = batch.messages.symbols.name(symbol)
    let number = moment.instruments.number(of: name, at: moment.venue)
    batch.numbers[symbol, moment.venue] = number
    return number
  }

  private func isWanted(_ symbol: SymbolID) -> Bool { moment.instruments.isWanted(symbol) }
}

// MARK: - Messages

extension FeedFold {
  private mutating func take<S: FeedSink>(
    _ entry: MessageBatch.Entry, in batch: inout FrameBatch, into sink: inout S
  ) throws(S.Failure) {
    let index = Int(entry.index)
    if entry.kind == .aggTrade, entry.origin == .rest,
      try standIn(trade(index, in: &batch), into: &sink) || !wantsAggregates
    {
      return
    }
    if deliversMessages { try sink.take(message: entry, in: batch.messages, at: moment) }
    switch entry.kind {
    case .trade: try take(trade(index, in: &batch), .trades, into: &sink)
    case .aggTrade: try take(trade(index, in: &batch), .aggTrades, into: &sink)
    case .offBookTrade: try take(offBook: trade(index, in: &batch), into: &sink)
    case .kline:
      var kline = batch.messages.klines[index]
      kline.candle.symbol = number(kline.candle.symbol, in: &batch)
      try take(kline, into: &sink)
    case .depthUpdate, .rpiDepth, .depthSnapshot:
      if followsBooks { try take(book: entry, in: &batch, into: &sink) }
    case .error, .serverShutdown, .malformed:
      try sink.take(event: FeedEvent(batch.messages.notices[index], entry.kind), at: moment)
    default: break
    }
  }

  private mutating func take<S: FeedSink>(
    book entry: MessageBatch.Entry, in batch: inout FrameBatch, into sink: inout S
  ) throws(S.Failure) {
    let depth = batch.messages.depths[Int(entry.index)]
    guard depth.symbol != Depth.unnamed else { return }
    let symbol = number(depth.symbol, in: &batch)
    guard isWanted(symbol) else { return }
    guard let index = books.take(entry, of: symbol, in: batch.messages) else {
      let reason =
        "the update ids of \(moment.name(symbol)) contradict each other: U \(depth.firstUpdateId), "
        + "u \(depth.lastUpdateId), pu \(depth.previousUpdateId)"
      return try sink.take(event: .malformed(reason: reason, payloadOffset: 0), at: moment)
    }
    try sink.take(book: books.ledgers[index], at: moment)
  }

  private mutating func trade(_ index: Int, in batch: inout FrameBatch) -> Trade {
    var trade = batch.messages.trades[index]
    trade.symbol = number(trade.symbol, in: &batch)
    return trade
  }

  private mutating func take<S: FeedSink>(_ kline: Kline, into sink: inout S) throws(S.Failure) {
    if isCredible(timeUs: kline.eventTimeUs) {
      if builders.close(heardOfAtUs: kline.eventTimeUs) { try handOutCandles(to: &sink) }
    }
    guard isWanted(kline.candle.symbol) else { return }
    try sink.take(kline: kline, at: moment)
    if kline.isClosed, kline.origin == .stream, kline.zoneMinutes == 0,
      isCredible(timeUs: kline.eventTimeUs),
      builders.close(kline, isLastIdKnown: source == .trades)
    {
      try handOutCandles(to: &sink)
    }
    for index in klineCandles.indices {
      let name = moment.name(kline.candle.symbol)
      for event in klineCandles[index].add(kline, name: name, receivedNs: moment.receivedNs) {
        try sink.take(candle: event, at: moment)
      }
    }
  }

  /// Whether a message can be of that time: not more than a day after it was received.
  private func isCredible(timeUs: Int64) -> Bool {
    timeUs >= 0 && timeUs - moment.receivedNs / 1000 < 86_400_000_000
  }

  private mutating func take<S: FeedSink>(
    _ trade: Trade, _ source: TradeSource, into sink: inout S
  ) throws(S.Failure) {
    guard try isNew(trade, source, &sink) else { return try doubt(trade.symbol, source, &sink) }
    if builders.close(heardOfAtUs: trade.tradeTimeUs, before: trade) {
      try handOutCandles(to: &sink)
    }
    try sink.take(trade: trade, source: source, at: moment)
    if source == self.source { try build(trade, into: &sink) }
    try doubt(trade.symbol, source, &sink)
  }

  /// Candles with trades that contradict each other are not complete, whatever the ids prove.
  private mutating func doubt<S: FeedSink>(
    _ symbol: SymbolID, _ source: TradeSource, _ sink: inout S
  ) throws(S.Failure) {
    if doubtsUs.isEmpty { return }
    if source == self.source, builders.doubt(symbol, atUs: doubtsUs) {
      try handOutCandles(to: &sink)
    }
    doubtsUs = []
  }

  /// USD-M insurance fund and ADL moves take an id of the trades and are none on the book: the
  /// candles learn the id, so that they do not look incomplete, and nothing else.
  private mutating func take<S: FeedSink>(offBook trade: Trade, into sink: inout S) throws(S
    .Failure)
  {
    guard try isNew(trade, .trades, &sink), source == .trades else {
      return try doubt(trade.symbol, .trades, &sink)
    }
    var idOnly = trade
    idOnly.quantity = .zero
    try build(idOnly, into: &sink)
  }

  /// Aggregates that REST gave because it has no single trades of so long ago, or wants a key for them,
  /// stand in for the trades within.
  ///
  /// - Returns: whether the aggregate was asked for to that end: no aggregates of the symbol are recorded.
  private mutating func standIn<S: FeedSink>(
    _ aggregate: Trade, into sink: inout S
  ) throws(S.Failure) -> Bool {
    guard isWanted(aggregate.symbol), let ledger = knownLedger(aggregate.symbol, .trades) else {
      return false
    }
    let isForTrades = knownLedger(aggregate.symbol, .aggTrades) == nil
    guard
      ledgers[ledger].isCredible(timeUs: aggregate.tradeTimeUs, receivedNs: moment.receivedNs),
      let gap = ledgers[ledger].standIn(aggregate)
    else { return isForTrades }
    var trade = aggregate
    trade.id = aggregate.firstTradeId
    try sink.take(
      narrowed: gap, by: trade.lastTradeId - trade.firstTradeId + 1, at: moment)
    try sink.take(trade: trade, source: .trades, at: moment)
    if source == .trades, builders.add(standIn: trade, name: moment.name(trade.symbol)) {
      try handOutCandles(to: &sink)
    }
    return isForTrades
  }

  private mutating func build<S: FeedSink>(_ trade: Trade, into sink: inout S) throws(S.Failure) {
    if builders.add(trade, name: moment.name(trade.symbol)) { try handOutCandles(to: &sink) }
  }

  private mutating func handOutCandles<S: FeedSink>(to sink: inout S) throws(S.Failure) {
    for event in builders.takeEvents() { try sink.take(candle: event, at: moment) }
  }

  /// Whether a trade can be true and is new, by its time and its id; reports the gap that it shows or
  /// narrows.
  private mutating func isNew<S: FeedSink>(
    _ trade: Trade, _ source: TradeSource, _ sink: inout S
  ) throws(S.Failure) -> Bool {
    guard isWanted(trade.symbol) else { return false }
    let ledger = ledgerNumber(trade.symbol, source)
    let receivedNs = moment.receivedNs
    guard ledgers[ledger].isCredible(timeUs: trade.tradeTimeUs, receivedNs: receivedNs) else {
      let reason =
        "trade \(trade.id) of \(moment.name(trade.symbol)) has the time "
        + "\(trade.tradeTimeUs / 1000) ms, more than a day after it was received and after the "
        + "trades before it"
      try sink.take(event: .malformed(reason: reason, payloadOffset: 0), at: moment)
      return false
    }
    let sighting = ledgers[ledger].see(
      trade, connection: moment.connection, receivedNs: receivedNs, disruptions: disruptions)
    switch sighting {
    case .seenBefore: return false
    case .contradicts(let conflict):
      try sink.take(event: .contradiction(conflict), at: moment)
      doubtsUs = conflict.timesUs
      return conflict.isTaken
    case .new: break
    case .showsGap(let gap): try sink.take(event: .gap(gap), at: moment)
    case .narrowsGap(let gap):
      try sink.take(
        narrowed: gap, by: trade.lastTradeId - trade.firstTradeId + 1, at: moment)
    }
    return true
  }

  private func knownLedger(_ symbol: SymbolID, _ source: TradeSource) -> Int? {
    let slot = Self.slot(symbol, source)
    return slot < ledgerIndex.count && ledgerIndex[slot] >= 0 ? ledgerIndex[slot] : nil
  }

  private static func slot(_ symbol: SymbolID, _ source: TradeSource) -> Int {
    Int(symbol.rawValue) * 2 + (source == .trades ? 0 : 1)
  }

  private mutating func ledgerNumber(_ symbol: SymbolID, _ source: TradeSource) -> Int {
    let slot = Self.slot(symbol, source)
    while ledgerIndex.count <= slot { ledgerIndex.append(-1) }
    if ledgerIndex[slot] < 0 {
      ledgerIndex[slot] = ledgers.count
      ledgers.append(
        successor(symbol, source)
          ?? TradeLedger(symbol: symbol, source: source, comparedMax: comparedMax))
    }
    return ledgerIndex[slot]
  }

  /// Of a symbol whose trades an earlier session recorded as those of another kind, which this one does not ask
  /// for: what was missed between the sessions is missing all the same.
  private func successor(_ symbol: SymbolID, _ source: TradeSource) -> TradeLedger? {
    let other: TradeSource = source == .trades ? .aggTrades : .trades
    let name = moment.instrument(symbol).symbol
    guard !sessionStreams.isEmpty, let ledger = knownLedger(symbol, other),
      !sessionStreams.contains(StreamName(symbol: name, suffix: other.streamName).text),
      let (last, seen) = ledgers[ledger].last(named: name),
      disruptions.hasSessionChanged(since: seen)
    else { return nil }
    return TradeLedger(
      symbol: symbol, source: source, after: last.goesOn(as: source), disruptionsSeen: seen,
      comparedMax: comparedMax)
  }
}

// MARK: - What the recorder notes

extension FeedFold {
  /// Another session's connections have numbers of their own.
  private mutating func begin<S: FeedSink>(
    session note: RecorderNote, into sink: inout S
  ) throws(S.Failure) {
    guard let about = SegmentMetadata(payload: Array(note.text.utf8))?.session,
      about.id != session
    else { return }
    let id = about.id
    sessionStreams = Set(about.streamNames)
    if session != nil {
      connections = ConnectionTable()
      disruptions.sessionChanged()
      // What came between was not recorded, whatever ended the session before.
      try lose(nil, receivedNs: moment.receivedNs, into: &sink)
    }
    session = id
  }

  /// A connection has ended, or all have: nil. The books that it brought are joined no more.
  ///
  /// - Parameter isOver: nobody was to record them from then on.
  private mutating func lose<S: FeedSink>(
    _ connection: UInt32?, receivedNs: Int64, isOver: Bool = false, into sink: inout S
  ) throws(S.Failure) {
    guard !books.isEmpty else { return }
    for index in books.lost(connection, receivedNs: receivedNs, isOver: isOver) {
      try sink.take(book: books.ledgers[index], at: moment)
    }
  }

  private mutating func take<S: FeedSink>(_ note: RecorderNote, into sink: inout S) throws(S
    .Failure)
  {
    if note.kind != .gap { noteVenue(note) }
    if note.kind == .metadata { return try begin(session: note, into: &sink) }
    if note.isContext {
      if note.kind == .lost {
        connections.close(note.frame.connection)
      } else {
        _ = connections.open(note.frame.connection, note.text)
      }
      return
    }
    begin(note.frame)
    switch note.kind {
    case .opened:
      guard let url = connections.open(note.frame.connection, note.text) else { return }
      disruptions.connectionChanged()
      try sink.take(event: .connectionOpened(url: url), at: moment)
      // The end of one with that number was not recorded.
      try lose(note.frame.connection, receivedNs: moment.receivedNs, into: &sink)
    case .lost:
      connections.close(note.frame.connection)
      disruptions.connectionChanged()
      try sink.take(event: .connectionLost(reason: note.text), at: moment)
      try lose(
        note.frame.connection, receivedNs: moment.receivedNs,
        isOver: note.text.contains(#""reason":"\#(RecorderNote.stopReason)""#), into: &sink)
    case .gap:
      disruptions.lossRecorded()
      try sink.take(event: .recordedLoss(text: note.text), at: moment)
    default: break
    }
  }
}

extension FeedFold {
  private mutating func noteVenue(_ note: RecorderNote) {
    venues.note(
      note.kind, connection: note.frame.connection, try? JSONParser.parse(Array(note.text.utf8)))
    connectionVenue = venues.venue(ofConnection: moment.connection)
  }
}

extension FeedEvent {
  /// What a notice of the decoder says.
  fileprivate init(_ notice: Notice, _ kind: MessageKind) {
    switch kind {
    case .error:
      self = .exchangeError(code: notice.code.map { Int64($0.rawValue) }, text: notice.text)
    case .serverShutdown: self = .serverShutdown
    default: self = .malformed(reason: notice.text, payloadOffset: notice.offset)
    }
  }
}
