import Market

/// The values of a trade as they come, in any order.
struct TradeFields {
  var eventTimeUs: Int64 = -1
  var isOffBook = false
  var hasX = false
  private var seen: UInt8 = 0
  private var symbol = SymbolID(rawValue: 0)
  private var price = WireAmount(units: 0, decimals: 0)
  private var quantity = WireAmount(units: 0, decimals: 0)
  private var timeUs: Int64 = 0
  private var isBuyerMaker = false
  private var id: Int64 = 0
  private var first: Int64 = 0
  private var last: Int64 = 0
  /// Where an aggregate's trade ids stand, for the report that they are refused.
  private var firstOffset = 0
  private var lastOffset = 0

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
  mutating func set(first: Int64, at offset: Int) {
    self.first = first
    firstOffset = offset
    seen |= 64
  }
  @inline(__always)
  mutating func set(last: Int64, at offset: Int) {
    self.last = last
    lastOffset = offset
    seen |= 128
  }

  /// The kind that the values make it, if they are all there and possible.
  @inline(__always)
  func kind(of kind: MessageKind, _ end: Int) throws(ScanError) -> MessageKind {
    let required: UInt8 = kind == .aggTrade ? 255 : 63
    guard seen & required == required else { throw missing(required & ~seen, end) }
    if isOffBook { return .offBookTrade }
    if price.units == 0 || quantity.units == 0 { return hasX ? .offBookTrade : .repairedTrade }
    guard kind != .aggTrade || first >= 0 && first <= last && last <= MessageDecoder.idMax else {
      throw ScanError(first < 0 ? firstOffset : lastOffset, .tradeIds)
    }
    return kind
  }

  @inline(__always)
  func trade(isAggregate: Bool) -> Trade {
    Trade(
      symbol: symbol, id: id, firstTradeId: isAggregate ? first : id,
      lastTradeId: isAggregate ? last : id, price: Amount(units: price.units),
      quantity: Amount(units: quantity.units), tradeTimeUs: timeUs, isBuyerMaker: isBuyerMaker,
      decimals: Decimals(price: price.decimals, quantity: quantity.decimals))
  }

  @inline(never)
  private func missing(_ bits: UInt8, _ end: Int) -> ScanError {
    let problems: [ScanProblem] = [
      .missingSymbol, .missingPrice, .missingQuantity, .missingTime, .missingSide, .missingId,
      .missingFirst, .missingLast,
    ]
    return ScanError(end, problems[bits.trailingZeroBitCount])
  }
}
