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
    _ payload: Span<UInt8>, _ frame: FrameReference, into batch: inout MessageBatch
  ) {
    let mark = batch.mark
    var context = MessageContext(frame: frame, origin: .archive)
    do throws(ScanError) {
      guard payload.count <= Self.payloadBytesMax else { throw ScanError(0, .tooLong) }
      let head = try ArchiveHead(payload, &batch)
      guard let rows = head.rows else {
        batch.unknownKinds.add(payload.extracting(head.data.range))
        batch.counts[.unknown] += 1
        return
      }
      (context.symbol, context.venue) = (head.symbol, head.venue)
      decodeRows(payload, from: head.body, rows, context, into: &batch)
    } catch {
      batch.reset(to: mark)
      batch.addMalformed(error, payload, context)
    }
  }

  private func decodeRows(
    _ payload: borrowing Span<UInt8>, from start: Int, _ rows: ArchiveRows,
    _ context: MessageContext, into batch: inout MessageBatch
  ) {
    var at = start
    if case let first = JSON.byte(payload, at) | 0x20, first >= 0x61, first <= 0x7A {
      at = endOfLine(payload, at)
    }
    while at < payload.count {
      if JSON.byte(payload, at) != 0x0A, JSON.byte(payload, at) != 0x0D {
        do {
          batch.counts[try decodeRow(payload, at: at, rows, context, into: &batch)] += 1
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
    _ payload: borrowing Span<UInt8>, at start: Int, _ rows: ArchiveRows,
    _ context: MessageContext, into batch: inout MessageBatch
  ) throws(ScanError) -> MessageKind {
    var row = ArchiveRowReader(at: start)
    switch rows {
    case .trades: return try decodeTradeRow(payload, &row, context, into: &batch)
    case .aggTrades: return try decodeAggregateRow(payload, &row, context, into: &batch)
    case .klines(let interval):
      let fields = try klineFields(payload, &row)
      return try add(fields, interval, end: row.at, context, into: &batch)
    case .ohlcv(let interval):
      let fields = try ohlcvFields(payload, &row, interval)
      return try add(fields, interval, end: row.at, context, into: &batch)
    }
  }
}
