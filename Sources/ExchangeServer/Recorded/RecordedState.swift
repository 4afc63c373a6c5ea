import Basics
import Binance
import Feed
import Market
import Recording

/// What is known of a recording's symbols as of the play head, through the same code as live frames.
struct RecordedState: ~Copyable {
  private var feed: FeedProcessor
  private var known: KnownSymbols
  private(set) var streams = ConnectionStreams()
  private var venues = RecordVenues()
  private(set) var answers = RecordedAnswers()

  private let names: [String]
  private let venue: Venue

  private static let bodyBytesMax = 32 << 20
  private static let headBytesMax = 64 << 10

  init(_ names: [String], _ venue: Venue) {
    self.names = names
    self.venue = venue
    known = KnownSymbols(names, venue)
    var options = FeedProcessor.Options()
    options.source = nil
    options.wanted = MessageKinds([
      .trade, .aggTrade, .kline, .bookTicker, .depthUpdate, .partialDepth, .depthSnapshot,
    ])
    options.deliversMessages = true
    feed = FeedProcessor(options)
  }

  var symbols: [RecordedSymbol] { known.symbols }
  /// What the frame at work holds.
  var lastMessage: ConnectionStreams.LastMessage? { known.lastMessage }
  var lastTradeId: Int64? { known.lastTradeId }

  func index(of symbol: String) -> Int? { known.index(of: symbol) }

  /// Takes a frame in.
  /// - Returns: false if it is another venue's, which means nothing here.
  @discardableResult
  mutating func take(_ frame: Frame) -> Bool {
    known.lastMessage = nil
    known.lastTradeId = nil
    let head = RecordVenues.head(frame)
    guard (venues.venue(of: frame, head) ?? venue) == venue else { return false }
    streams.note(frame)
    feed.process(frame, into: &known)
    if frame.kind == .response { takeAnswer(frame) }
    return true
  }
}

/// The symbols, as far as the feed has shown them.
private struct KnownSymbols: FeedSink {
  typealias Failure = Never

  private(set) var symbols: [RecordedSymbol]
  var lastMessage: ConnectionStreams.LastMessage?
  var lastTradeId: Int64?
  private let indices: [String: Int]

  init(_ names: [String], _ venue: Venue) {
    symbols = names.map { RecordedSymbol($0, venue) }
    indices = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
  }

  func index(of symbol: String) -> Int? { indices[symbol] }

  /// Keeps a symbol's part of a recorded exchangeInfo as it was.
  mutating func take(info: JSONValue) {
    if case .string(let name)? = info["symbol"], let index = indices[name] {
      symbols[index].info = info
    }
  }

  mutating func take(
    message entry: MessageBatch.Entry, in batch: MessageBatch, at moment: borrowing FeedMoment
  ) {
    let index = Int(entry.index)
    switch entry.kind {
    case .trade, .aggTrade:
      note(entry, batch.symbols.name(batch.trades[index].symbol))
      if entry.kind == .trade { lastTradeId = batch.trades[index].id }
    case .kline:
      let candle = batch.klines[index].candle
      note(entry, batch.symbols.name(candle.symbol), candle.interval)
    case .bookTicker:
      let ticker = batch.bookTickers[index]
      let name = batch.symbols.name(ticker.symbol)
      note(entry, name)
      if let index = indices[name] {
        symbols[index].take(ticker, receivedNs: entry.frame.receivedNs)
      }
    case .depthUpdate, .partialDepth, .depthSnapshot: take(entry, batch.depths[index], batch)
    default: break
    }
  }

  private mutating func note(
    _ entry: MessageBatch.Entry, _ symbol: String, _ interval: Interval? = nil
  ) {
    lastMessage = .init(kind: entry.kind, symbol: symbol, interval: interval)
  }

  private mutating func take(
    _ entry: MessageBatch.Entry, _ depth: Depth, _ batch: MessageBatch
  ) {
    let name = depth.symbol == Depth.unnamed ? "" : batch.symbols.name(depth.symbol)
    note(entry, name)
    guard let index = indices[name] else { return }
    symbols[index].take(depth, batch.levels, entry)
  }

  mutating func take(event: FeedEvent, at moment: borrowing FeedMoment) {
    switch event {
    // One that opens again has ended before.
    case .connectionLost, .connectionOpened:
      for index in symbols.indices { symbols[index].book.lost(moment.connection) }
    default: break
    }
  }

  mutating func take(trade: Trade, source: TradeSource, at moment: borrowing FeedMoment) {
    guard let index = indices[moment.name(trade.symbol)] else { return }
    symbols[index].add(trade, source == .trades ? .trade : .aggTrade)
  }

  mutating func take(kline: Kline, at moment: borrowing FeedMoment) {
    guard kline.zoneMinutes == 0, let index = indices[moment.name(kline.candle.symbol)] else {
      return
    }
    symbols[index].put(kline.candle)
  }
}

// MARK: Answers

extension RecordedState {
  /// A number that changes whenever the answer to a question may change: with the same number, the
  /// answer is the same.
  func version(of question: RecordedAnswers.Question) -> Int {
    guard case .market(let query) = question else { return 0 }
    switch query {
    case .exchangeInfo: return 0
    case .depth(let symbol, _): return symbols[symbol].bookVersion
    case .bookTickers(let chosen): return chosen.all.reduce(0) { $0 + symbols[$1].bookVersion }
    case .klines(let symbol, _, _, _, _), .trades(let symbol, _, _),
      .aggTrades(let symbol, _, _, _, _), .averagePrice(let symbol):
      return symbols[symbol].tradeVersion
    case .prices(let chosen), .dayTickers(let chosen, _), .rollingTickers(let chosen, _, _),
      .tradingDayTickers(let chosen, _):
      return chosen.all.reduce(0) { $0 + symbols[$1].tradeVersion + symbols[$1].bookVersion }
    }
  }

  /// The recorded answer, if it is still the right one.
  func answer(to question: RecordedAnswers.Question, nowMs: Int64) -> [UInt8]? {
    answers.body(of: question, version: version(of: question), nowMs: nowMs)
  }

  private mutating func takeAnswer(_ frame: Frame) {
    let payload = frame.payload
    guard payload.count <= Self.bodyBytesMax,
      let end = (0..<min(payload.count, Self.headBytesMax)).first(where: {
        payload[$0] == UInt8(ascii: "\n")
      }),
      let head = try? JSONParser.parse((0..<end).map { payload[$0] }),
      case .string(let url)? = head["url"], head["status"] == .integer(200)
    else { return }
    let request = RequestURL(url)
    guard let question = RecordedAnswers.Question(request, names, venue) else { return }
    let body = (end + 1..<payload.count).map { payload[$0] }
    answers.put(
      body, to: question, version: version(of: question), receivedMs: frame.receivedNs / 1_000_000)
    guard request.endpoint == .exchangeInfo,
      case .array(let infos)? = (try? JSONParser.parse(body))?["symbols"]
    else { return }
    for info in infos { known.take(info: info) }
  }
}
