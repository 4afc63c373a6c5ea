import Market

extension MessageDecoder {
  /// Decodes the members of a book's change, of its best levels or of a snapshot.
  ///
  ///     {"e":"depthUpdate","E":1723161255308,"s":"BTCUSDT","U":50093239203,"u":50093239207,
  ///      "b":[["55653.87000000","0.00000000"]],"a":[["61838.04000000","0.32332000"]]}
  ///     {"lastUpdateId":499869752,"bids":[["0.35210000","672.00000000"]],"asks":[]}
  ///
  /// USD-M adds `T` and `pu`; its partial depth looks like a change.
  func decodeDepth(
    _ kind: MessageKind, _ payload: borrowing Span<UInt8>, at: Int, key first: JSONKey,
    _ context: MessageContext, into batch: inout MessageBatch
  ) throws(ScanError) -> (kind: MessageKind, end: Int) {
    var fields = DepthFields()
    var at = at
    var key = first
    while key.letter != JSONKey.end {
      switch key.letter {
      case UInt8(ascii: "E"): fields.eventTimeUs = try JSON.timeUs(payload, &at)
      case UInt8(ascii: "T"): fields.depth.transactionTimeUs = try JSON.timeUs(payload, &at)
      case UInt8(ascii: "s"): fields.symbol = try batch.symbol(payload, &at)
      case UInt8(ascii: "U"): fields.depth.firstUpdateId = try JSON.id(payload, &at, orAbsent: true)
      case UInt8(ascii: "u"): fields.set(lastUpdateId: try JSON.id(payload, &at, orAbsent: true))
      case UInt8(ascii: "b"): fields.set(bids: try fields.levels(payload, &at, &batch))
      case UInt8(ascii: "a"): fields.set(asks: try fields.levels(payload, &at, &batch))
      case UInt8(ascii: "e"): try context.checkKind(kind, payload, &at)
      default: try decodeLongDepthKey(key, payload, &at, into: &fields, batch: &batch)
      }
      key = try JSON.nextKey(payload, &at)
    }
    if fields.symbol == nil {
      fields.symbol = try symbolBeside(kind, payload, end: at, context, batch: &batch)
    }
    batch.depths.append(try fields.checked(kind, at))
    batch.addEntry(kind, count: batch.depths.count, context, eventTimeUs: fields.eventTimeUs)
    return (kind, at)
  }

  @inline(__always)
  private func decodeLongDepthKey(
    _ key: JSONKey, _ payload: borrowing Span<UInt8>, _ at: inout Int,
    into fields: inout DepthFields, batch: inout MessageBatch
  ) throws(ScanError) {
    switch key.name(payload) {
    case Word("pu"): fields.depth.previousUpdateId = try JSON.id(payload, &at, orAbsent: true)
    case Word("lastUpdateId"): fields.set(lastUpdateId: try JSON.id(payload, &at, orAbsent: true))
    case Word("bids"): fields.set(bids: try fields.levels(payload, &at, &batch))
    case Word("asks"): fields.set(asks: try fields.levels(payload, &at, &batch))
    // COIN-M's snapshot names what was asked for.
    case Word("symbol"), Word("pair"): try JSON.skip(payload, &at)
    default:
      at = try batch.skipMarketKey(key, payload, at)
    }
  }

  /// The symbol of a book that does not name it: the request's, or the stream's in upper case.
  private func symbolBeside(
    _ kind: MessageKind, _ payload: borrowing Span<UInt8>, end: Int, _ context: MessageContext,
    batch: inout MessageBatch
  ) throws(ScanError) -> SymbolID {
    if let symbol = context.symbol { return symbol }
    guard kind == .partialDepth else { throw ScanError(end, .missingSymbol) }
    let name = context.tag.symbol
    guard !name.isEmpty else { return Depth.unnamed }
    return try batch.upperCaseSymbol(payload, name)
  }
}

/// The values of a book as they come, in any order.
struct DepthFields {
  var eventTimeUs: Int64 = -1
  var symbol: SymbolID?
  var depth = Depth(
    symbol: Depth.unnamed, decimals: Decimals(price: 0, quantity: 0), firstUpdateId: -1,
    lastUpdateId: -1, previousUpdateId: -1, transactionTimeUs: -1, bids: 0..<0, asks: 0..<0)
  private var seen: UInt8 = 0

  mutating func set(lastUpdateId: Int64) {
    depth.lastUpdateId = lastUpdateId
    seen |= 1
  }

  mutating func set(bids: Range<Int32>) {
    depth.bids = bids
    seen |= 2
  }

  mutating func set(asks: Range<Int32>) {
    depth.asks = asks
    seen |= 4
  }

  /// Reads `[["55653.87000000","0.00000000"],…]`. Until 2019-03 each level had a third, empty part.
  mutating func levels(
    _ payload: borrowing Span<UInt8>, _ at: inout Int, _ batch: inout MessageBatch
  ) throws(ScanError) -> Range<Int32> {
    let start = batch.levels.count
    var more = try JSON.openArray(payload, &at)
    while more {
      guard try JSON.openArray(payload, &at) else { throw ScanError(at, .amountQuotes) }
      let price = try JSON.amount(payload, &at)
      guard try JSON.nextElement(payload, &at) else { throw ScanError(at, .amountQuotes) }
      let quantity = try JSON.amount(payload, &at)
      while try JSON.nextElement(payload, &at) { try JSON.skip(payload, &at) }
      depth.decimals.price = max(depth.decimals.price, price.decimals)
      depth.decimals.quantity = max(depth.decimals.quantity, quantity.decimals)
      batch.levels.append(
        PriceLevel(price: Amount(units: price.units), quantity: Amount(units: quantity.units)))
      more = try JSON.nextElement(payload, &at)
    }
    return Int32(truncatingIfNeeded: start)..<Int32(truncatingIfNeeded: batch.levels.count)
  }

  func checked(_ kind: MessageKind, _ end: Int) throws(ScanError) -> Depth {
    guard seen == 7, kind != .depthUpdate || depth.firstUpdateId >= 0 else {
      throw ScanError(end, .missingDepth)
    }
    var depth = depth
    if let symbol { depth.symbol = symbol }
    return depth
  }
}
