import Binance
import Feed
import Market
import Recording

/// What a recording has told of its symbols so far, through the same code as live frames.
final class RecordedMarket: FeedHandler {
  private(set) var symbols: [RecordedSymbol]
  private(set) var streams = ConnectionStreams()
  /// What the frame at work holds.
  private(set) var lastMessage: ConnectionStreams.LastMessage?
  private(set) var lastTradeId: Int64?

  private let places: [String: Int]
  private var processor: FeedProcessor?

  private static let infoBytesMax = 16 << 20

  init(_ names: [String]) {
    symbols = names.map { RecordedSymbol($0) }
    places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    var options = FeedProcessor.Options()
    options.source = nil
    options.wanted = MessageKinds([
      .trade, .aggTrade, .kline, .bookTicker, .depthUpdate, .partialDepth, .depthSnapshot,
    ])
    options.deliversMessages = true
    processor = FeedProcessor(options, handler: self)
  }

  func place(_ symbol: String) -> Int? { places[symbol] }

  func take(_ header: RecordHeader, _ record: Int32, _ bytes: borrowing Span<UInt8>) {
    lastMessage = nil
    lastTradeId = nil
    streams.note(header, bytes)
    processor?.process(header, record: record, in: bytes, at: BlockPlace())
    if header.kind == .response { takeInfo(header, bytes) }
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
      if let place = places[name] { symbols[place].bookTicker = ticker }
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
    guard let place = places[name] else { return }
    switch entry.kind {
    case .depthSnapshot: symbols[place].book.snapshot(depth, batch.levels)
    case .partialDepth: symbols[place].book.best(depth, batch.levels)
    default: symbols[place].book.change(depth, batch.levels)
    }
  }

  func handle(trade: Trade, source: TradeSource) {
    guard let place = place(trade.symbol) else { return }
    symbols[place].add(trade, source == .trades ? .trade : .aggTrade)
  }

  func handle(kline: Kline) {
    guard kline.zoneMinutes == 0, let place = place(kline.candle.symbol) else { return }
    symbols[place].put(kline.candle)
  }

  private func place(_ symbol: SymbolID) -> Int? {
    processor.flatMap { places[$0.symbols.name(symbol)] }
  }

  /// Keeps the symbols' parts of a recorded exchangeInfo as they were.
  private func takeInfo(_ header: RecordHeader, _ bytes: borrowing Span<UInt8>) {
    guard header.payload.count <= Self.infoBytesMax,
      let end = header.payload.first(where: { bytes[$0] == UInt8(ascii: "\n") }),
      let head = try? JSONParser.parse((header.payload.lowerBound..<end).map { bytes[$0] }),
      case .string(let url)? = head["url"], RequestURL(url).endpoint == .exchangeInfo,
      head["status"] == .integer(200),
      let body = try? JSONParser.parse((end + 1..<header.payload.upperBound).map { bytes[$0] }),
      case .array(let infos)? = body["symbols"]
    else { return }
    for info in infos {
      if case .string(let name)? = info["symbol"], let place = places[name] {
        symbols[place].info = info
      }
    }
  }
}
