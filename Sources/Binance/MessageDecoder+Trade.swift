import Market

extension MessageDecoder {
  /// Decodes the members of a trade, an aggregate or a block trade.
  ///
  ///     {"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,"p":"61837.63000000",
  ///      "q":"0.02000000","T":1723161255342,"m":true,"M":true}
  ///     {"e":"aggTrade","E":1633998288468,"s":"OMGBUSD","a":425086,"p":"13.80760000",
  ///      "q":"105.82000000","f":439578,"l":439578,"T":1633998288467,"m":false,"M":true}
  ///
  /// USD-M trades have `X` and no `M`; spot trades had order ids `b` and `a` until 2024-06.
  @inline(__always)
  func decodeTrade(
    _ kind: MessageKind, _ payload: borrowing Span<UInt8>, _ at: inout Int, _ more: Bool,
    _ context: MessageContext, _ batch: inout MessageBatch
  ) throws(ScanError) -> MessageKind {
    var fields = TradeFields()
    let isAggregate = kind == .aggTrade
    var more = more
    while more {
      let keyStart = at
      let key = try JSON.key(payload, &at)
      switch key.letter {
      case UInt8(ascii: "E"): fields.eventTimeUs = try JSON.timeUs(payload, &at)
      case UInt8(ascii: "s"): fields.set(symbol: try batch.symbol(payload, &at))
      case UInt8(ascii: "p"): fields.set(price: try JSON.amount(payload, &at))
      case UInt8(ascii: "q"): fields.set(quantity: try JSON.amount(payload, &at))
      case UInt8(ascii: "T"): fields.set(timeUs: try JSON.timeUs(payload, &at))
      case UInt8(ascii: "m"): fields.set(isBuyerMaker: try JSON.bool(payload, &at))
      case UInt8(ascii: "t") where !isAggregate: fields.set(id: try JSON.integer(payload, &at))
      case UInt8(ascii: "a") where isAggregate: fields.set(id: try JSON.integer(payload, &at))
      case UInt8(ascii: "f") where isAggregate: fields.set(first: try JSON.integer(payload, &at))
      case UInt8(ascii: "l") where isAggregate: fields.set(last: try JSON.integer(payload, &at))
      case UInt8(ascii: "X"):
        fields.isOffBook = try JSON.word(payload, &at) != Word("MARKET")
        fields.hasX = true
      case UInt8(ascii: "M"): try JSON.skip(payload, &at)
      case UInt8(ascii: "e"): try context.checkKind(kind, payload, &at)
      case UInt8(ascii: "a"), UInt8(ascii: "b"): try JSON.skip(payload, &at)
      default:
        if key != Word("nq"), key != Word("st"), key != Word("ps") {
          batch.addUnknownKey(payload, keyStart)
        }
        try JSON.skip(payload, &at)
      }
      more = try JSON.nextMember(payload, &at)
    }
    let final = try fields.kind(of: kind, at)
    if wanted.contains(final) {
      batch.trades.append(fields.trade(isAggregate: isAggregate))
      batch.addEntry(
        final, count: batch.trades.count, context.frame, context.origin,
        eventTimeUs: fields.eventTimeUs)
    }
    return final
  }
}

/// The values of a trade as they come, in any order.
struct TradeFields {
  var eventTimeUs: Int64 = -1
  var isOffBook = false
  var hasX = false
  private var seen: UInt8 = 0
  private var symbol = SymbolID(rawValue: 0)
  private var price = WireAmount(units: 0, places: 0)
  private var quantity = WireAmount(units: 0, places: 0)
  private var timeUs: Int64 = 0
  private var isBuyerMaker = false
  private var id: Int64 = 0
  private var first: Int64 = 0
  private var last: Int64 = 0

  @inline(__always)
  mutating func set(symbol: SymbolID) {
    self.symbol = symbol
    seen |= 1
  }
  @inline(__always)
  mutating func set(price: WireAmount) {
    self.price = price
    seen |= 2
  }
  @inline(__always)
  mutating func set(quantity: WireAmount) {
    self.quantity = quantity
    seen |= 4
  }
  @inline(__always)
  mutating func set(timeUs: Int64) {
    self.timeUs = timeUs
    seen |= 8
  }
  @inline(__always)
  mutating func set(isBuyerMaker: Bool) {
    self.isBuyerMaker = isBuyerMaker
    seen |= 16
  }
  @inline(__always)
  mutating func set(id: Int64) {
    self.id = id
    seen |= 32
  }
  @inline(__always)
  mutating func set(first: Int64) {
    self.first = first
    seen |= 64
  }
  @inline(__always)
  mutating func set(last: Int64) {
    self.last = last
    seen |= 128
  }

  /// The kind that the values make it, if they are all there and possible.
  @inline(__always)
  func kind(of kind: MessageKind, _ end: Int) throws(ScanError) -> MessageKind {
    let required: UInt8 = kind == .aggTrade ? 255 : 63
    guard seen & required == required else { throw missing(required & ~seen, end) }
    guard id >= 0, id <= MessageDecoder.idMax else {
      throw ScanError(end, "expected an id from 0 to 2^62")
    }
    if isOffBook { return .offBookTrade }
    if price.units == 0 || quantity.units == 0 { return hasX ? .offBookTrade : .repairedTrade }
    guard kind != .aggTrade || first >= 0 && first <= last && last <= MessageDecoder.idMax else {
      throw ScanError(end, "expected trade ids from 0 to 2^62, the first not behind the last")
    }
    return kind
  }

  @inline(__always)
  func trade(isAggregate: Bool) -> Trade {
    Trade(
      symbol: symbol, id: id, firstTradeId: isAggregate ? first : id,
      lastTradeId: isAggregate ? last : id, price: Amount(units: price.units),
      quantity: Amount(units: quantity.units), tradeTimeUs: timeUs, isBuyerMaker: isBuyerMaker,
      places: DecimalPlaces(price: price.places, quantity: quantity.places))
  }

  @inline(never)
  private func missing(_ bits: UInt8, _ end: Int) -> ScanError {
    let problems = [
      "expected the key s", "expected the key p", "expected the key q", "expected the key T",
      "expected the key m", "expected the trade's id", "expected the key f", "expected the key l",
    ]
    return ScanError(end, problems[bits.trailingZeroBitCount])
  }
}

extension MessageContext {
  /// Refuses a later `e` that says something else than the first.
  @inline(__always)
  func checkKind(
    _ kind: MessageKind, _ payload: borrowing Span<UInt8>, _ at: inout Int
  ) throws(ScanError) {
    if isOutlined { return try JSON.skip(payload, &at) }
    let event = EventName.kind(try JSON.word(payload, &at))
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
}
