import Market

extension MessageDecoder {
  /// Decodes REST trades.
  ///
  ///     [{"id":28457,"price":"4.00000100","qty":"12.00000000","quoteQty":"48.00001200",
  ///       "time":1499865549590,"isBuyerMaker":true,"isBestMatch":true}]
  func decodeTradeRows(
    as kind: MessageKind, _ payload: borrowing Span<UInt8>, _ at: inout Int,
    _ context: MessageContext, into batch: inout MessageBatch
  ) throws(ScanError) {
    var more = try JSON.openArray(payload, &at)
    while more {
      var fields = TradeFields()
      if let symbol = context.symbol { fields.set(symbol: symbol) }
      var key = try JSON.firstKey(payload, &at)
      while key.letter != JSONKey.end {
        switch key.name(payload) {
        case Word("id"): fields.set(id: try JSON.id(payload, &at))
        case Word("price"): fields.set(price: try JSON.amount(payload, &at))
        case Word("qty"): fields.set(quantity: try JSON.amount(payload, &at))
        case Word("time"): fields.set(timeUs: try JSON.timeUs(payload, &at))
        case Word("isBuyerMaker"): fields.set(isBuyerMaker: try JSON.bool(payload, &at))
        case Word("quoteQty"), Word("isBestMatch"), Word("isRPITrade"), Word("baseQty"):
          try JSON.skip(payload, &at)
        default:
          batch.addUnknownKey(payload, key.start)
          try JSON.skip(payload, &at)
        }
        key = try JSON.nextKey(payload, &at)
      }
      batch.counts[try add(fields, kind, end: at, context, into: &batch)] += 1
      more = try JSON.nextElement(payload, &at)
    }
  }

  /// Decodes REST aggregates, whose keys are the stream's.
  ///
  ///     [{"a":26129,"p":"0.01633102","q":"4.70443515","f":27781,"l":27781,"T":1498793709153,
  ///       "m":true,"M":true}]
  func decodeAggregateRows(
    _ payload: borrowing Span<UInt8>, _ at: inout Int, _ context: MessageContext,
    into batch: inout MessageBatch
  ) throws(ScanError) {
    var more = try JSON.openArray(payload, &at)
    while more {
      let key = try JSON.firstKey(payload, &at)
      let (kind, end) = try decodeTrade(.aggTrade, payload, at: at, key: key, context, into: &batch)
      batch.counts[kind] += 1
      at = end
      more = try JSON.nextElement(payload, &at)
    }
  }

  /// Decodes REST klines: arrays of twelve, the last unused.
  ///
  ///     [[1499040000000,"0.01634790","0.80000000","0.01575800","0.01577100","148976.11427815",
  ///       1499644799999,"2434.19055334",308,"1756.87402397","28.46694368","0"]]
  func decodeKlineRows(
    as kind: MessageKind, _ payload: borrowing Span<UInt8>, _ at: inout Int, of request: RequestURL,
    _ context: MessageContext, into batch: inout MessageBatch
  ) throws(ScanError) {
    guard let name = request["interval"], let interval = Interval(rawValue: name) else {
      throw ScanError(0, .interval)
    }
    guard let symbol = context.symbol else { throw ScanError(0, .missingSymbol) }
    var more = try JSON.openArray(payload, &at)
    while more {
      let fields = try readKlineRow(payload, &at)
      let candle = try fields.candle(symbol, interval, isComplete: false, at)
      batch.klines.append(
        Kline(
          candle: candle, isClosed: false, origin: .rest, eventTimeUs: -1,
          zoneMinutes: request.zoneMinutes))
      batch.addEntry(kind, count: batch.klines.count, context, eventTimeUs: -1)
      batch.counts[kind] += 1
      more = try JSON.nextElement(payload, &at)
    }
  }

  private func readKlineRow(
    _ payload: borrowing Span<UInt8>, _ at: inout Int
  ) throws(ScanError) -> KlineFields {
    var fields = KlineFields()
    guard try JSON.openArray(payload, &at) else { throw ScanError(at, .columns) }
    var next: KlineFields.Column? = .openTime
    while let column = next {
      switch column {
      case .openTime, .closeTime: fields.set(column, timeUs: try JSON.timeUs(payload, &at))
      case .open, .high, .low, .close: fields.set(column, price: try JSON.amount(payload, &at))
      case .tradeCount: fields.set(tradeCount: try JSON.id(payload, &at, else: .count))
      case .volume, .quoteVolume, .takerBuyVolume, .takerBuyQuoteVolume:
        fields.set(column, sum: try JSON.wideAmount(payload, &at))
      }
      guard try JSON.nextElement(payload, &at) else { throw ScanError(at, .columns) }
      next = column.next
    }
    repeat { try JSON.skip(payload, &at) } while try JSON.nextElement(payload, &at)
    return fields
  }
}
