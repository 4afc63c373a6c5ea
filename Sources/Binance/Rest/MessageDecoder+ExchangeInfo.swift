import Market

extension MessageDecoder {
  /// Decodes `{"timezone":"UTC",…,"symbols":[{"symbol":"ETHBTC","status":"TRADING",…,"filters":[…]}]}`.
  func decodeExchangeInfo(
    _ payload: borrowing Span<UInt8>, _ at: inout Int, _ context: MessageContext,
    into batch: inout MessageBatch
  ) throws(ScanError) {
    var hasSymbols = false
    var key = try JSON.firstKey(payload, &at)
    while key.letter != JSONKey.end {
      if key.name(payload) == Word("symbols") {
        hasSymbols = true
        var more = try JSON.openArray(payload, &at)
        while more {
          batch.symbolInfos.append(try readSymbolInfo(payload, &at, context, batch: &batch))
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
    _ payload: borrowing Span<UInt8>, _ at: inout Int, _ context: MessageContext,
    batch: inout MessageBatch
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
          try readFilter(payload, &at, into: &info, context, batch: &batch)
          more = try JSON.nextElement(payload, &at)
        }
      default: try JSON.skip(payload, &at)
      }
      key = try JSON.nextKey(payload, &at)
    }
    guard hasName else { throw ScanError(at, .missingInfo) }
    return info
  }

  /// Reads one filter. A value that is no number is reported and skipped: it limits nothing, and the
  /// rest of the symbol is kept.
  private func readFilter(
    _ payload: borrowing Span<UInt8>, _ at: inout Int, into info: inout SymbolInfo,
    _ context: MessageContext, batch: inout MessageBatch
  ) throws(ScanError) {
    var filter = FilterFields(info)
    var key = try JSON.firstKey(payload, &at)
    while key.letter != JSONKey.end {
      var valueAt = at
      try JSON.skip(payload, &at)
      do throws(ScanError) {
        var read = filter
        try read.read(payload, &valueAt, key)
        guard valueAt == at else { throw ScanError(valueAt, .memberEnd) }
        filter = read
      } catch {
        batch.addMalformed(error, payload, context)
      }
      key = try JSON.nextKey(payload, &at)
    }
    filter.put(into: &info)
  }
}
