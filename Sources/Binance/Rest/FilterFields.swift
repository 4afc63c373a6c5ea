import Market

/// One filter of a symbol as it is read: on USD-M its type comes behind its values.
struct FilterFields {
  private var type = Word.other
  private var least = Amount.zero
  private var most = Amount.zero
  private var step = Amount.zero
  private var notionalMin = Amount.zero
  private var notionalMax = Amount.zero
  private var minIsForMarket = true
  private var maxIsForMarket = false
  private var averageMinutes: Int64 = 0
  /// Only USD-M and COIN-M give the decimals of their factors.
  private var isOfMarkPrice = false
  /// The key for a count of orders on USD-M and COIN-M, and for the parts of an iceberg on spot.
  private var limit: Int64?
  private var limits: OrderLimits

  init(_ info: SymbolInfo) { limits = info.limits }

  /// Reads the value of a key. Names longer than a word are compared by their first sixteen bytes.
  mutating func read(
    _ payload: borrowing Span<UInt8>, _ at: inout Int, _ key: JSONKey
  ) throws(ScanError) {
    let name = try Self.name(payload, key.start)
    switch name {
    case Word("filterType"):
      type = try Self.name(payload, at)
      try JSON.skip(payload, &at)
    case Word("minPrice"), Word("minQty"): least = try JSON.limit(payload, &at)
    case Word("maxPrice"), Word("maxQty"): most = try JSON.limit(payload, &at)
    case Word("tickSize"), Word("stepSize"): step = try JSON.limit(payload, &at)
    case Word("minNotional"), Word("notional"): notionalMin = try JSON.limit(payload, &at)
    case Word("maxNotional"): notionalMax = try JSON.limit(payload, &at)
    case Word("applyToMarket"), Word("applyMinToMarket"):
      minIsForMarket = try JSON.bool(payload, &at)
    case Word("applyMaxToMarket"): maxIsForMarket = try JSON.bool(payload, &at)
    case Word("avgPriceMins"): averageMinutes = try JSON.id(payload, &at, else: .count)
    case Word("limit"): limit = try JSON.id(payload, &at, else: .count)
    case Word("multiplierDecimal"):
      isOfMarkPrice = true
      try JSON.skip(payload, &at)
    default: try limits.read(payload, &at, name)
    }
  }

  /// Takes what was read over into the symbol.
  func put(into info: inout SymbolInfo) {
    info.limits = limits
    switch type {
    case Word("PRICE_FILTER"): (info.priceMin, info.priceMax, info.tickSize) = (least, most, step)
    case Word("LOT_SIZE"): (info.quantityMin, info.quantityMax, info.stepSize) = (least, most, step)
    case Word("MARKET_LOT_SIZE"):
      (info.marketQuantityMin, info.marketQuantityMax, info.marketStepSize) = (least, most, step)
    case Word("MIN_NOTIONAL"), Word("NOTIONAL"):
      (info.notionalMin, info.notionalMax) = (notionalMin, notionalMax)
      (info.notionalMinIsForMarket, info.notionalMaxIsForMarket) = (minIsForMarket, maxIsForMarket)
    case Word("PERCENT_PRICE"):
      info.limits.percentPrice.averageMinutes = averageMinutes
      // https://developers.binance.com/docs/derivatives/usds-margined-futures/common-definition
      // "BUY: price <= markPrice * multiplierUp, SELL: price >= markPrice * multiplierDown"
      if isOfMarkPrice {
        info.limits.percentPrice.buyMin = .zero
        info.limits.percentPrice.sellMax = .zero
      }
    case Word("MAX_NUM_ORDERS"): info.limits.orderCountMax = limit ?? limits.orderCountMax
    case Word("MAX_NUM_ALGO_ORDERS"): info.limits.stopCountMax = limit ?? limits.stopCountMax
    case Word("PERCENT_PRICE_BY"): info.limits.percentPriceBySide.averageMinutes = averageMinutes
    default: break
    }
  }

  private static func name(
    _ payload: borrowing Span<UInt8>, _ start: Int
  ) throws(ScanError) -> Word {
    var at = start
    return Word(prefixOf: payload, try JSON.string(payload, &at).range)
  }
}
