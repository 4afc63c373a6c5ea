import Market

/// The JSON line that comes before archive rows. Each recorded kline has one, so reading it must
/// not allocate.
///
///     {"url":"…","file":"…","data":"klines","venue":"spot","symbol":"BTCUSDT","interval":"1m"}
struct ArchiveHead {
  /// What the rows are; nil for data that is not decoded, such as `bookDepth`.
  var rows: ArchiveRows?
  /// The value of `data`.
  var data: JSON.Text
  var symbol: SymbolID
  var venue: Venue?
  /// Where the rows begin: behind the line feed.
  var body: Int

  init(
    _ payload: borrowing Span<UInt8>, _ batch: inout MessageBatch
  ) throws(ScanError) {
    var data: JSON.Text?
    var symbol: SymbolID?
    var interval = Word.other
    var isOhlcv = false
    var at = 0
    var key = try JSON.firstKey(payload, &at)
    while key.letter != JSONKey.end {
      switch key.name(payload) {
      case Word("data"): data = try JSON.string(payload, &at)
      case Word("venue"): venue = Venue(try JSON.word(payload, &at))
      case Word("symbol"): symbol = try batch.symbol(payload, &at)
      case Word("interval"): interval = try JSON.word(payload, &at)
      case Word("columns"): isOhlcv = try JSON.word(payload, &at) == Word("ohlcv")
      default: try JSON.skip(payload, &at)
      }
      key = try JSON.nextKey(payload, &at)
    }
    body = try JSON.endOfHead(payload, at, .archive)
    guard let data, let symbol, !data.range.isEmpty else { throw ScanError(0, .archive) }
    self.data = data
    self.symbol = symbol
    rows = try ArchiveRows(Word(payload, data.range), interval, isOhlcv: isOhlcv)
  }
}

extension Venue {
  fileprivate init?(_ word: Word) {
    switch word {
    case Word("spot"): self = .spot
    case Word("usdm"): self = .usdm
    case Word("coinm"): self = .coinm
    default: return nil
    }
  }
}

/// What the rows of an archive file are.
enum ArchiveRows {
  case trades
  case aggTrades
  case klines(Interval)
  /// Klines of other sources: the first six columns.
  case ohlcv(Interval)

  /// Nil for data that is not decoded.
  init?(_ data: Word, _ interval: Word, isOhlcv: Bool) throws(ScanError) {
    switch data {
    case Word("trades"): self = .trades
    case Word("aggTrades"): self = .aggTrades
    case Word("klines"):
      // Archive paths write `1mo` for `1M`.
      let name = interval == Word("1mo") ? Word("1M") : interval
      guard let interval = Interval(name) else { throw ScanError(0, .interval) }
      self = isOhlcv ? .ohlcv(interval) : .klines(interval)
    default: return nil
    }
  }
}
