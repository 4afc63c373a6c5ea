import Market

extension MessageDecoder {
  /// Decodes the members of a kline's frame.
  ///
  ///     {"e":"kline","E":1681154040004,"s":"XEMUSDT","k":{"t":1681153980000,"T":1681154039999,
  ///      "s":"XEMUSDT","i":"1m","f":35012468,"L":35012468,"o":"0.04110000","c":"0.04110000",
  ///      "h":"0.04110000","l":"0.04110000","v":"243.00000000","n":1,"x":true,"q":"9.98730000",
  ///      "V":"243.00000000","Q":"9.98730000","B":"0"}}
  ///
  /// A `continuous_kline` has `ps` and `ct` in place of `s`: its symbol is `BTCUSDT_PERPETUAL`.
  func decodeKline(
    _ kind: MessageKind, _ payload: borrowing Span<UInt8>, at: Int, key first: JSONKey,
    _ context: MessageContext, into batch: inout MessageBatch
  ) throws(ScanError) -> (kind: MessageKind, end: Int) {
    var fields = KlineFields()
    var eventTimeUs: Int64 = -1
    var symbol: SymbolID?
    var pair: JSON.Text?
    var contract: JSON.Text?
    var at = at
    var key = first
    while key.letter != JSONKey.end {
      switch key.letter {
      case UInt8(ascii: "E"): eventTimeUs = try JSON.timeUs(payload, &at)
      case UInt8(ascii: "s"): symbol = try batch.symbol(payload, &at)
      case UInt8(ascii: "k"):
        fields = KlineFields()
        at = try fields.read(payload, at, &batch)
      case UInt8(ascii: "e"): try context.checkKind(kind, payload, &at)
      default:
        switch key.name(payload) {
        case Word("ps"): pair = try JSON.string(payload, &at)
        case Word("ct"): contract = try JSON.string(payload, &at)
        default:
          if key.name(payload) != Word("st") { batch.addUnknownKey(payload, key.start) }
          try JSON.skip(payload, &at)
        }
      }
      key = try JSON.nextKey(payload, &at)
    }
    if kind == .continuousKline, let pair, let contract {
      symbol = try batch.continuousSymbol(payload, pair, contract)
    }
    guard let symbol = symbol ?? fields.symbol else { throw ScanError(at, .missingSymbol) }
    guard fields.hasClosed, let interval = fields.interval else {
      throw ScanError(at, .missingKline)
    }
    let kline = Kline(
      candle: try fields.candle(symbol, interval, isComplete: fields.isClosed, at),
      isClosed: fields.isClosed, origin: .stream, eventTimeUs: eventTimeUs,
      zoneMinutes: context.tag.zoneMinutes(payload))
    batch.klines.append(kline)
    batch.addEntry(kind, count: batch.klines.count, context, eventTimeUs: eventTimeUs)
    return (kind, at)
  }
}
