import Market

extension MessageDecoder {
  /// Decodes recorded rows of data.binance.vision: one JSON line, LF, CSV rows.
  ///
  ///     {"url":"…","file":"…","data":"trades","venue":"spot","symbol":"BTCUSDT"}
  ///     2437,0.00981000,1.00000000,0.00981000,1735689600000000,True,True
  ///
  /// `data` is `trades`, `aggTrades` or `klines`; klines have an `interval`, for example `1m` or `1mo`.
  /// With `"columns":"ohlcv"` they have only the first six columns, from another source than Binance.
  /// Rows of other data are counted as unknown. A first row that begins with a letter is a header and
  /// skipped. A malformed row becomes a malformed entry; the rows around it stand.
  package func decodeArchive(
    _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, _ frame: FrameReference,
    into batch: inout MessageBatch
  ) {
    let payload = bytes.extracting(range)
    let mark = batch.mark
    var context = MessageContext(frame: frame, origin: .archive)
    do throws(ScanError) {
      let head = try RecordHead(payload, &batch, .archive)
      let rows = try ArchiveRows(head)
      guard let rows else {
        batch.unknownKinds.add(Array(head.data.utf8).span)
        batch.counts[.unknown] += 1
        return
      }
      batch.scratch = Array(head.symbol.utf8)
      context.symbol = try batch.scratchSymbol(0)
      decodeRows(payload, from: head.body, rows, context, &batch)
    } catch {
      batch.reset(to: mark)
      batch.addMalformed(error, payload, context)
    }
  }

  private func decodeRows(
    _ payload: borrowing Span<UInt8>, from start: Int, _ rows: ArchiveRows,
    _ context: MessageContext, _ batch: inout MessageBatch
  ) {
    var at = start
    if case let first = JSON.byte(payload, at) | 0x20, first >= 0x61, first <= 0x7A {
      at = endOfLine(payload, at)
    }
    while at < payload.count {
      if JSON.byte(payload, at) != 0x0A, JSON.byte(payload, at) != 0x0D {
        do {
          batch.counts[try decodeRow(payload, at, rows, context, &batch)] += 1
        } catch {
          batch.addMalformed(error, payload, context)
        }
      }
      at = endOfLine(payload, at)
    }
  }

  private func endOfLine(_ payload: borrowing Span<UInt8>, _ start: Int) -> Int {
    var at = start
    while at < payload.count, payload[at] != 0x0A { at += 1 }
    return at + 1
  }

  private func decodeRow(
    _ payload: borrowing Span<UInt8>, _ start: Int, _ rows: ArchiveRows,
    _ context: MessageContext, _ batch: inout MessageBatch
  ) throws(ScanError) -> MessageKind {
    var row = ArchiveRow(at: start)
    switch rows {
    case .trades: return try decodeTradeRow(payload, &row, context, &batch)
    case .aggTrades: return try decodeAggregateRow(payload, &row, context, &batch)
    case .klines(let interval):
      let fields = try klineFields(payload, &row)
      return try add(fields, interval, row.at, context, &batch)
    case .ohlcv(let interval):
      let fields = try ohlcvFields(payload, &row, interval)
      return try add(fields, interval, row.at, context, &batch)
    }
  }

  /// `id,price,qty,quoteQty,time,isBuyerMaker`, on spot `,isBestMatch` too.
  private func decodeTradeRow(
    _ payload: borrowing Span<UInt8>, _ row: inout ArchiveRow, _ context: MessageContext,
    _ batch: inout MessageBatch
  ) throws(ScanError) -> MessageKind {
    var fields = TradeFields()
    if let symbol = context.symbol { fields.set(symbol: symbol) }
    fields.set(id: try row.integer(payload))
    fields.set(price: try row.amount(payload))
    fields.set(quantity: try row.amount(payload))
    try row.skip(payload)
    fields.set(timeUs: try row.timeUs(payload))
    fields.set(isBuyerMaker: try row.bool(payload))
    if !row.hasEnded(payload) { _ = try row.bool(payload) }
    try row.expectEnd(payload)
    return try add(fields, .trade, row.at, context, &batch)
  }

  /// `aggId,price,qty,firstId,lastId,time,isBuyerMaker`, on spot `,isBestMatch` too.
  private func decodeAggregateRow(
    _ payload: borrowing Span<UInt8>, _ row: inout ArchiveRow, _ context: MessageContext,
    _ batch: inout MessageBatch
  ) throws(ScanError) -> MessageKind {
    var fields = TradeFields()
    if let symbol = context.symbol { fields.set(symbol: symbol) }
    fields.set(id: try row.integer(payload))
    fields.set(price: try row.amount(payload))
    fields.set(quantity: try row.amount(payload))
    fields.set(first: try row.integer(payload))
    fields.set(last: try row.integer(payload))
    fields.set(timeUs: try row.timeUs(payload))
    fields.set(isBuyerMaker: try row.bool(payload))
    if !row.hasEnded(payload) { _ = try row.bool(payload) }
    try row.expectEnd(payload)
    return try add(fields, .aggTrade, row.at, context, &batch)
  }

  /// The twelve columns of a kline. COIN-M: volumes are contracts, quote volumes the base coin.
  private func klineFields(
    _ payload: borrowing Span<UInt8>, _ row: inout ArchiveRow
  ) throws(ScanError) -> KlineFields {
    var fields = KlineFields()
    for column in KlineFields.Column.allCases {
      switch column {
      case .openTime, .closeTime: fields.set(column, timeUs: try row.timeUs(payload))
      case .open, .high, .low, .close: fields.set(column, price: try row.amount(payload))
      case .tradeCount: fields.set(tradeCount: try row.integer(payload))
      case .volume, .quoteVolume, .takerBuyVolume, .takerBuyQuoteVolume:
        fields.set(column, sum: try row.sum(payload))
      }
    }
    try row.skip(payload)
    try row.expectEnd(payload)
    return fields
  }

  /// `time,open,high,low,close,volume`. What is not told is 0, but for the trade count, which is 1
  /// where there is volume: a candle without trades is empty, and its prices would not count in
  /// longer candles.
  private func ohlcvFields(
    _ payload: borrowing Span<UInt8>, _ row: inout ArchiveRow, _ interval: Interval
  ) throws(ScanError) -> KlineFields {
    var fields = KlineFields()
    let openTimeUs = try row.timeUs(payload)
    fields.set(.openTime, timeUs: openTimeUs)
    fields.set(.closeTime, timeUs: interval.nextOpenTimeMs(openTimeUs / 1000) * 1000 - 1)
    for column in [KlineFields.Column.open, .high, .low, .close] {
      fields.set(column, price: try row.amount(payload))
    }
    let volume = try row.sum(payload)
    fields.set(.volume, sum: volume)
    fields.set(tradeCount: volume.units > 0 ? 1 : 0)
    for column in [KlineFields.Column.quoteVolume, .takerBuyVolume, .takerBuyQuoteVolume] {
      fields.set(column, sum: WideAmount(units: 0, places: 0))
    }
    try row.expectEnd(payload)
    return fields
  }

  private func add(
    _ fields: KlineFields, _ interval: Interval, _ end: Int, _ context: MessageContext,
    _ batch: inout MessageBatch
  ) throws(ScanError) -> MessageKind {
    guard let symbol = context.symbol else { throw ScanError(end, .missingSymbol) }
    let candle = try fields.candle(symbol, interval, isComplete: true, end)
    guard wanted.contains(.kline) else { return .kline }
    batch.klines.append(
      Kline(candle: candle, isClosed: false, origin: .archive, eventTimeUs: -1, zoneMinutes: 0))
    batch.addEntry(.kline, count: batch.klines.count, context, eventTimeUs: -1)
    return .kline
  }
}

/// What the rows of an archive file are.
private enum ArchiveRows {
  case trades
  case aggTrades
  case klines(Interval)
  case ohlcv(Interval)

  /// Nil for data that is not decoded, such as `bookDepth`.
  init?(_ head: RecordHead) throws(ScanError) {
    switch head.data {
    case "trades": self = .trades
    case "aggTrades": self = .aggTrades
    case "klines":
      // Archive paths write `1mo` for `1M`.
      let name = head.interval == "1mo" ? "1M" : head.interval
      guard let interval = Interval(rawValue: name) else { throw ScanError(0, .interval) }
      self = head.columns == "ohlcv" ? .ohlcv(interval) : .klines(interval)
    case "": throw ScanError(0, .archive)
    default: return nil
    }
  }
}
