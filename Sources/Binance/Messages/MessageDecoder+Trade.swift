extension MessageDecoder {
  /// Decodes the members of a trade, an aggregate or a block trade.
  ///
  ///     {"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,"p":"61837.63000000",
  ///      "q":"0.02000000","T":1723161255342,"m":true,"M":true}
  ///     {"e":"aggTrade","E":1633998288468,"s":"OMGBUSD","a":425086,"p":"13.80760000",
  ///      "q":"105.82000000","f":439578,"l":439578,"T":1633998288467,"m":false,"M":true}
  ///
  /// USD-M trades have `X` and no `M`; spot trades had order ids `b` and `a` until 2024-06.
  func decodeTrade(
    _ kind: MessageKind, _ payload: borrowing Span<UInt8>, at: Int, key first: JSONKey,
    _ context: MessageContext, into batch: inout MessageBatch
  ) throws(ScanError) -> (kind: MessageKind, end: Int) {
    var fields = TradeFields()
    if let symbol = context.symbol { fields.set(symbol: symbol) }
    let isAggregate = kind == .aggTrade
    var at = at
    var key = first
    while key.letter != JSONKey.end {
      switch key.letter {
      case UInt8(ascii: "E"): fields.eventTimeUs = try JSON.timeUs(payload, &at)
      case UInt8(ascii: "s"): fields.set(symbol: try batch.symbol(payload, &at))
      case UInt8(ascii: "p"): fields.set(price: try JSON.amount(payload, &at))
      case UInt8(ascii: "q"): fields.set(quantity: try JSON.amount(payload, &at))
      case UInt8(ascii: "T"): fields.set(timeUs: try JSON.timeUs(payload, &at))
      case UInt8(ascii: "m"): fields.set(isBuyerMaker: try JSON.bool(payload, &at))
      case UInt8(ascii: "t") where !isAggregate: fields.set(id: try JSON.id(payload, &at))
      case UInt8(ascii: "a") where isAggregate: fields.set(id: try JSON.id(payload, &at))
      case UInt8(ascii: "f") where isAggregate:
        let start = at
        fields.set(first: try JSON.integer(payload, &at), at: start)
      case UInt8(ascii: "l") where isAggregate:
        let start = at
        fields.set(last: try JSON.integer(payload, &at), at: start)
      case UInt8(ascii: "X"):
        fields.isOffBook = try JSON.word(payload, &at) != Word("MARKET")
        fields.hasX = true
      case UInt8(ascii: "e"): try context.checkKind(kind, payload, &at)
      case UInt8(ascii: "M"): try JSON.skipFlag(payload, &at)
      case UInt8(ascii: "a"), UInt8(ascii: "b"): try JSON.skip(payload, &at)
      default:
        at = try skipRareTradeKey(key, payload, at, batch: &batch)
      }
      key = try JSON.nextKey(payload, &at)
    }
    let final = try add(fields, kind, end: at, context, into: &batch)
    return (final, at)
  }

  /// Passes over a key that says nothing about the trade: `nq`, `st` and `ps` of USD-M, or one that is
  /// not known.
  @inline(never)
  private func skipRareTradeKey(
    _ key: JSONKey, _ payload: borrowing Span<UInt8>, _ at: Int, batch: inout MessageBatch
  ) throws(ScanError) -> Int {
    switch key.name(payload) {
    case Word("nq"), Word("st"), Word("ps"): break
    default: batch.addUnknownKey(payload, key.start)
    }
    return try JSON.endOfValue(payload, at)
  }

  /// Adds a trade whose values are all read, and returns the kind that it turned out to be.
  @inline(__always)
  func add(
    _ fields: TradeFields, _ kind: MessageKind, end: Int, _ context: MessageContext,
    into batch: inout MessageBatch
  ) throws(ScanError) -> MessageKind {
    let final = try fields.kind(of: kind, end)
    guard wanted.contains(final) else { return final }
    batch.trades.append(fields.trade(isAggregate: kind == .aggTrade))
    batch.addEntry(final, count: batch.trades.count, context, eventTimeUs: fields.eventTimeUs)
    return final
  }
}

extension MessageContext {
  /// Refuses a second `e` that differs from the first.
  @inline(__always)
  func checkKind(
    _ kind: MessageKind, _ payload: borrowing Span<UInt8>, _ at: inout Int
  ) throws(ScanError) {
    if isOutlined { return try JSON.skip(payload, &at) }
    let event = try EventName.read(payload, &at)
    guard event.map(tag.refined) == kind else { throw .kindChanged }
  }
}

extension MessageBatch {
  /// Counts the key at a position, which a decoder did not know.
  @inline(never)
  mutating func addUnknownKey(_ payload: borrowing Span<UInt8>, _ start: Int) {
    var at = start
    guard let text = try? JSON.string(payload, &at) else { return }
    unknownKeys.add(payload.extracting(text.range))
  }

  /// Passes over the keys that mixed UM and CM streams have since 2026, and counts unknown ones.
  @inline(never)
  mutating func skipMarketKey(
    _ key: JSONKey, _ payload: borrowing Span<UInt8>, _ at: Int
  ) throws(ScanError) -> Int {
    switch key.name(payload) {
    case Word("st"), Word("ps"): break
    default: addUnknownKey(payload, key.start)
    }
    return try JSON.endOfValue(payload, at)
  }
}
