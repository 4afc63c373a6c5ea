import Basics
import Binance
import Feed
import Market
import Recording

/// What is known of a recording's symbols as of the play head, through the same code as live frames.
final class RecordedState: FeedHandler {
  var symbols: [RecordedSymbol]
  private(set) var streams = ConnectionStreams()
  private var venues = RecordVenues()
  private(set) var answers = RecordedAnswers()
  /// What the frame at work holds.
  private(set) var lastMessage: ConnectionStreams.LastMessage?
  private(set) var lastTradeId: Int64?

  private let names: [String]
  private let venue: Venue
  private let indices: [String: Int]
  private var processor: FeedProcessor?

  private static let bodyBytesMax = 32 << 20
  private static let headBytesMax = 64 << 10

  init(_ names: [String], _ venue: Venue) {
    self.names = names
    self.venue = venue
    symbols = names.map { RecordedSymbol($0, venue) }
    indices = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    var options = FeedProcessor.Options()
    options.source = nil
    options.wanted = MessageKinds([
      .trade, .aggTrade, .kline, .bookTicker, .depthUpdate, .partialDepth, .depthSnapshot,
    ])
    options.deliversMessages = true
    processor = FeedProcessor(options, handler: self)
  }

  func index(of symbol: String) -> Int? { indices[symbol] }

  /// Takes a record in.
  /// - Returns: false if it is another venue's, which means nothing here.
  @discardableResult
  func take(
    _ header: RecordHeader, _ record: Int32, _ bytes: borrowing Span<UInt8>
  ) -> Bool {
    lastMessage = nil
    lastTradeId = nil
    let head = RecordVenues.head(header, bytes)
    guard (venues.venue(of: header, head) ?? venue) == venue else { return false }
    streams.note(header, bytes)
    processor?.process(header, record: record, in: bytes, at: BlockPlace())
    if header.kind == .response { takeAnswer(header, bytes) }
    return true
  }

  func handle(message entry: MessageBatch.Entry, in batch: MessageBatch) {
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
      if let index = indices[name] { symbols[index].take(ticker, receivedNs: entry.receivedNs) }
    case .depthUpdate, .partialDepth, .depthSnapshot: take(entry, batch.depths[index], batch)
    default: break
    }
  }

  private func note(_ entry: MessageBatch.Entry, _ symbol: String, _ interval: Interval? = nil) {
    lastMessage = .init(kind: entry.kind, symbol: symbol, interval: interval)
  }

  private func take(_ entry: MessageBatch.Entry, _ depth: Depth, _ batch: MessageBatch) {
    let name = depth.symbol == Depth.unnamed ? "" : batch.symbols.name(depth.symbol)
    note(entry, name)
    guard let index = indices[name] else { return }
    symbols[index].take(depth, batch.levels, entry.kind, receivedNs: entry.receivedNs)
  }

  func handle(trade: Trade, source: TradeSource) {
    guard let index = index(of: trade.symbol) else { return }
    symbols[index].add(trade, source == .trades ? .trade : .aggTrade)
  }

  func handle(kline: Kline) {
    guard kline.zoneMinutes == 0, let index = index(of: kline.candle.symbol) else { return }
    symbols[index].put(kline.candle)
  }

  private func index(of symbol: SymbolID) -> Int? {
    processor.flatMap { indices[$0.symbols.name(symbol)] }
  }
}

// MARK: Answers

extension RecordedState {
  /// A number that changes with whatever a question asks about: the same number, the same answer.
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

  private func takeAnswer(_ header: RecordHeader, _ bytes: borrowing Span<UInt8>) {
    let payload = header.payload
    guard payload.count <= Self.bodyBytesMax,
      let end = payload.prefix(Self.headBytesMax).first(where: { bytes[$0] == UInt8(ascii: "\n") }),
      let head = try? JSONParser.parse((payload.lowerBound..<end).map { bytes[$0] }),
      case .string(let url)? = head["url"], head["status"] == .integer(200)
    else { return }
    let request = RequestURL(url)
    guard let question = RecordedAnswers.Question(request, names, venue) else { return }
    let body = (end + 1..<payload.upperBound).map { bytes[$0] }
    answers.put(
      body, to: question, version: version(of: question), receivedMs: header.receivedNs / 1_000_000)
    if request.endpoint == .exchangeInfo { takeInfo(body) }
  }

  /// Keeps the symbols' parts of a recorded exchangeInfo as they were.
  private func takeInfo(_ body: [UInt8]) {
    guard case .array(let infos)? = (try? JSONParser.parse(body))?["symbols"] else { return }
    for info in infos {
      if case .string(let name)? = info["symbol"], let index = indices[name] {
        symbols[index].info = info
      }
    }
  }
}
