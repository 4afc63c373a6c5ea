import Market

extension MessageDecoder {
  /// Decodes `{"timezone":"UTC",…,"symbols":[{"symbol":"ETHBTC","status":"TRADING",…,"filters":[…]}]}`.
  func decodeExchangeInfo(
    _ payload: borrowing Span<UInt8>, _ at: inout Int, _ context: MessageContext,
    _ batch: inout MessageBatch
  ) throws(ScanError) {
    var hasSymbols = false
    var key = try JSON.firstKey(payload, &at)
    while key.letter != JSONKey.end {
      if key.name(payload) == Word("symbols") {
        hasSymbols = true
        var more = try JSON.openArray(payload, &at)
        while more {
          batch.symbolInfos.append(try readSymbolInfo(payload, &at, &batch))
          batch.addEntry(
            .exchangeInfo, count: batch.symbolInfos.count, context, eventTimeUs: -1)
          batch.counts[.exchangeInfo] += 1
          more = try JSON.nextElement(payload, &at)
        }
      } else {
        try JSON.skip(payload, &at)
      }
      key = try JSON.nextKey(payload, &at)
    }
    guard hasSymbols else { throw ScanError(at, .missingInfo) }
  }

  private func readSymbolInfo(
    _ payload: borrowing Span<UInt8>, _ at: inout Int, _ batch: inout MessageBatch
  ) throws(ScanError) -> SymbolInfo {
    var info = SymbolInfo()
    var hasName = false
    var key = try JSON.firstKey(payload, &at)
    while key.letter != JSONKey.end {
      switch key.name(payload) {
      case Word("symbol"):
        info.symbol = try batch.symbol(payload, &at)
        hasName = true
      case Word("status"), Word("contractStatus"): info.status = try batch.text(payload, &at)
      case Word("baseAsset"): info.baseAsset = try batch.text(payload, &at)
      case Word("quoteAsset"): info.quoteAsset = try batch.text(payload, &at)
      case Word("contractType"): info.contractType = try batch.text(payload, &at)
      case Word("onboardDate"): info.onboardTimeMs = try JSON.timeUs(payload, &at) / 1000
      case Word("filters"):
        var more = try JSON.openArray(payload, &at)
        while more {
          try readFilter(payload, &at, &info)
          more = try JSON.nextElement(payload, &at)
        }
      default: try JSON.skip(payload, &at)
      }
      key = try JSON.nextKey(payload, &at)
    }
    guard hasName else { throw ScanError(at, .missingInfo) }
    return info
  }

  /// One filter: its type may stand behind its values (USD-M).
  private func readFilter(
    _ payload: borrowing Span<UInt8>, _ at: inout Int, _ info: inout SymbolInfo
  ) throws(ScanError) {
    var type = Word.other
    var (least, most, step) = (Amount.zero, Amount.zero, Amount.zero)
    var (notional, notionalMax, minIsForMarket, maxIsForMarket) = (
      Amount.zero, Amount.zero, true, false
    )
    var key = try JSON.firstKey(payload, &at)
    while key.letter != JSONKey.end {
      switch key.name(payload) {
      case Word("filterType"): type = try JSON.word(payload, &at)
      case Word("minPrice"), Word("minQty"): least = try limit(payload, &at)
      case Word("maxPrice"), Word("maxQty"): most = try limit(payload, &at)
      case Word("tickSize"), Word("stepSize"): step = try limit(payload, &at)
      case Word("minNotional"), Word("notional"): notional = try limit(payload, &at)
      case Word("maxNotional"): notionalMax = try limit(payload, &at)
      case Word("applyToMarket"), Word("applyMinToMarket"):
        minIsForMarket = try JSON.bool(payload, &at)
      case Word("applyMaxToMarket"): maxIsForMarket = try JSON.bool(payload, &at)
      default: try readOrderLimit(payload, &at, key, &info.limits)
      }
      key = try JSON.nextKey(payload, &at)
    }
    switch type {
    case Word("PRICE_FILTER"): (info.priceMin, info.priceMax, info.tickSize) = (least, most, step)
    case Word("LOT_SIZE"): (info.quantityMin, info.quantityMax, info.stepSize) = (least, most, step)
    case Word("MARKET_LOT_SIZE"):
      (info.marketQuantityMin, info.marketQuantityMax, info.marketStepSize) = (least, most, step)
    case Word("MIN_NOTIONAL"), Word("NOTIONAL"):
      (info.notionalMin, info.notionalMax) = (notional, notionalMax)
      (info.notionalMinIsForMarket, info.notionalMaxIsForMarket) = (minIsForMarket, maxIsForMarket)
    default: break
    }
  }

  /// A limit; beyond what an amount can hold it does not limit any.
  func limit(
    _ payload: borrowing Span<UInt8>, _ at: inout Int
  ) throws(ScanError) -> Amount {
    Amount(units: Int64(clamping: try JSON.wideAmount(payload, &at).units))
  }
}
