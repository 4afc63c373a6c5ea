import Market

/// Rows of each kind, from their first column to their end.
extension MessageDecoder {
  /// `id,price,qty,quoteQty,time,isBuyerMaker`, on spot `,isBestMatch` too.
  func decodeTradeRow(
    _ payload: borrowing Span<UInt8>, _ row: inout ArchiveRowReader, _ context: MessageContext,
    into batch: inout MessageBatch
  ) throws(ScanError) -> MessageKind {
    var fields = try firstTradeFields(payload, &row, context)
    try row.skip(payload)
    try readEnd(payload, &row, into: &fields)
    return try add(fields, .trade, end: row.at, context, into: &batch)
  }

  /// `aggId,price,qty,firstId,lastId,time,isBuyerMaker`, on spot `,isBestMatch` too.
  func decodeAggregateRow(
    _ payload: borrowing Span<UInt8>, _ row: inout ArchiveRowReader, _ context: MessageContext,
    into batch: inout MessageBatch
  ) throws(ScanError) -> MessageKind {
    var fields = try firstTradeFields(payload, &row, context)
    let first = try row.integer(payload)
    fields.set(first: first, at: row.columnStart)
    let last = try row.integer(payload)
    fields.set(last: last, at: row.columnStart)
    try readEnd(payload, &row, into: &fields)
    return try add(fields, .aggTrade, end: row.at, context, into: &batch)
  }

  /// The columns with which rows of trades and of aggregates begin: id, price, quantity.
  private func firstTradeFields(
    _ payload: borrowing Span<UInt8>, _ row: inout ArchiveRowReader, _ context: MessageContext
  ) throws(ScanError) -> TradeFields {
    var fields = TradeFields()
    if let symbol = context.symbol { fields.set(symbol: symbol) }
    fields.set(id: try row.id(payload))
    fields.set(price: try row.amount(payload))
    fields.set(quantity: try row.amount(payload))
    return fields
  }

  /// The columns with which they end: time and side, on spot a flag that is always true.
  private func readEnd(
    _ payload: borrowing Span<UInt8>, _ row: inout ArchiveRowReader, into fields: inout TradeFields
  ) throws(ScanError) {
    fields.set(timeUs: try row.timeUs(payload))
    fields.set(isBuyerMaker: try row.bool(payload))
    if !row.hasEnded(payload) { _ = try row.bool(payload) }
    try row.expectEnd(payload)
  }

  /// The twelve columns of a kline. COIN-M: volumes are contracts, quote volumes the base coin.
  func klineFields(
    _ payload: borrowing Span<UInt8>, _ row: inout ArchiveRowReader
  ) throws(ScanError) -> KlineFields {
    var fields = KlineFields()
    fields.set(.openTime, timeUs: try row.openTimeUs(payload))
    let timeBytes = row.columnBytes
    var next = KlineFields.Column.openTime.next
    while let column = next {
      switch column {
      case .openTime, .closeTime:
        fields.set(column, timeUs: try row.timeUs(payload))
        // ms and µs differ in the number of digits.
        guard row.columnBytes == timeBytes else { throw ScanError(row.columnStart, .timeUnit) }
      case .open, .high, .low, .close: fields.set(column, price: try row.amount(payload))
      case .tradeCount: fields.set(tradeCount: try row.id(payload, else: .count))
      case .volume, .quoteVolume, .takerBuyVolume, .takerBuyQuoteVolume:
        fields.set(column, sum: try row.sum(payload))
      }
      next = column.next
    }
    try row.skip(payload)
    try row.expectEnd(payload)
    return fields
  }

  /// `time,open,high,low,close,volume`. Other columns are 0, but for the trade count, which is 1 where
  /// there is volume, or where the volume is empty since nobody knows it: a candle without trades is
  /// silent, and its prices would not count in longer candles.
  func ohlcvFields(
    _ payload: borrowing Span<UInt8>, _ row: inout ArchiveRowReader, _ interval: Interval
  ) throws(ScanError) -> KlineFields {
    var fields = KlineFields()
    let openTimeUs = try row.openTimeUs(payload)
    fields.set(.openTime, timeUs: openTimeUs)
    fields.set(.closeTime, timeUs: interval.nextOpenTimeMs(openTimeUs / 1000) * 1000 - 1)
    for column in [KlineFields.Column.open, .high, .low, .close] {
      fields.set(column, price: try row.amount(payload))
    }
    let volume = try row.sumIfKnown(payload)
    fields.set(.volume, sum: volume ?? WideAmount(units: 0, decimals: 0))
    fields.set(tradeCount: volume?.units == 0 ? 0 : 1)
    for column in [KlineFields.Column.quoteVolume, .takerBuyVolume, .takerBuyQuoteVolume] {
      fields.set(column, sum: WideAmount(units: 0, decimals: 0))
    }
    try row.expectEnd(payload)
    return fields
  }

  func add(
    _ fields: KlineFields, _ interval: Interval, end: Int, _ context: MessageContext,
    into batch: inout MessageBatch
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
