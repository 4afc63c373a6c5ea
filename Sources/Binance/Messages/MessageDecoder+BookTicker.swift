import Market

extension MessageDecoder {
  /// Decodes the members of a best bid and ask.
  ///
  ///     {"u":50093239212,"s":"BTCUSDT","b":"61837.63000000","B":"3.78826000",
  ///      "a":"61837.64000000","A":"1.54698000"}
  func decodeBookTicker(
    _ payload: borrowing Span<UInt8>, at: Int, key first: JSONKey, _ context: MessageContext,
    into batch: inout MessageBatch
  ) throws(ScanError) -> (kind: MessageKind, end: Int) {
    var fields = BookTickerFields()
    var at = at
    var key = first
    while key.letter != JSONKey.end {
      switch key.letter {
      case UInt8(ascii: "u"): fields.set(updateId: try JSON.id(payload, &at))
      case UInt8(ascii: "s"): fields.set(symbol: try batch.symbol(payload, &at))
      case UInt8(ascii: "b"): fields.set(0, try JSON.amount(payload, &at))
      case UInt8(ascii: "B"): fields.set(1, try JSON.amount(payload, &at))
      case UInt8(ascii: "a"): fields.set(2, try JSON.amount(payload, &at))
      case UInt8(ascii: "A"): fields.set(3, try JSON.amount(payload, &at))
      case UInt8(ascii: "E"): fields.eventTimeUs = try JSON.timeUs(payload, &at)
      case UInt8(ascii: "T"): fields.ticker.transactionTimeUs = try JSON.timeUs(payload, &at)
      case UInt8(ascii: "e"): try context.checkKind(.bookTicker, payload, &at)
      default:
        at = try batch.skipMarketKey(key, payload, at)
      }
      key = try JSON.nextKey(payload, &at)
    }
    batch.bookTickers.append(try fields.checked(at))
    batch.addEntry(
      .bookTicker, count: batch.bookTickers.count, context, eventTimeUs: fields.eventTimeUs)
    return (.bookTicker, at)
  }
}

/// The values of a best bid and ask as they come, in any order.
private struct BookTickerFields {
  var eventTimeUs: Int64 = -1
  var ticker = BookTicker(
    symbol: SymbolID(rawValue: 0), decimals: Decimals(price: 0, quantity: 0), updateId: 0,
    bidPrice: .zero, bidQuantity: .zero, askPrice: .zero, askQuantity: .zero,
    transactionTimeUs: -1)
  private var seen: UInt8 = 0

  @inline(__always)
  mutating func set(updateId: Int64) {
    ticker.updateId = updateId
    seen |= 1
  }

  @inline(__always)
  mutating func set(symbol: SymbolID) {
    ticker.symbol = symbol
    seen |= 2
  }

  /// Sets one of bid price, bid quantity, ask price, ask quantity.
  @inline(__always)
  mutating func set(_ index: UInt8, _ wire: WireAmount) {
    let amount = Amount(units: wire.units)
    switch index {
    case 0: ticker.bidPrice = amount
    case 1: ticker.bidQuantity = amount
    case 2: ticker.askPrice = amount
    default: ticker.askQuantity = amount
    }
    if index & 1 == 0 {
      ticker.decimals.price = max(ticker.decimals.price, wire.decimals)
    } else {
      ticker.decimals.quantity = max(ticker.decimals.quantity, wire.decimals)
    }
    seen |= 4 &<< index
  }

  @inline(__always)
  func checked(_ end: Int) throws(ScanError) -> BookTicker {
    guard seen == 63 else { throw ScanError(end, .missingTicker) }
    return ticker
  }
}
