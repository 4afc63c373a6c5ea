import Binance

extension [UInt8] {
  /// The body of `/api/v3/klines`.
  mutating func append(klines: some Collection<KlineTally>, _ format: StreamFormat) {
    append("[")
    var isFirst = true
    for kline in klines {
      if !isFirst { append(",") }
      isFirst = false
      kline.appendRestArray(to: &self, format.places)
    }
    append("]")
  }

  /// The body of `/api/v3/depth`: both sides from the best price on.
  ///
  /// - Parameter timeMs: futures tell when they answered.
  mutating func append(
    depthOf book: OrderBook, _ format: StreamFormat, limit: Int = RestRequest.levelsMax,
    timeMs: Int64 = 0
  ) {
    append(#"{"lastUpdateId":"#)
    append(number: format.updateId(book.updateId))
    if format.venue != .spot { format.writeFuturesDepthFacts(timeMs: timeMs, into: &self) }
    append(#","bids":["#)
    format.writeLevels(book.levels(.bid), .bid, count: limit, into: &self)
    append(#"],"asks":["#)
    format.writeLevels(book.levels(.ask), .ask, count: limit, into: &self)
    append("]}")
  }

  /// The body of `/api/v3/exchangeInfo`: the keys, filters and limits of 2026.
  mutating func append(exchangeInfoOf profile: SymbolProfile, serverMs: Int64) {
    append(exchangeInfoOf: [profile], serverMs: serverMs)
  }

  /// - Parameter profiles: of one venue.
  mutating func append(exchangeInfoOf profiles: [SymbolProfile], serverMs: Int64) {
    if let venue = profiles.first?.venue, venue != .spot {
      return append(futuresInfoOf: profiles, venue, serverMs: serverMs)
    }
    append(#"{"timezone":"UTC","serverTime":"#)
    append(number: serverMs)
    append(Self.rateLimits)
    append(#","exchangeFilters":[],"symbols":["#)
    for (index, profile) in profiles.enumerated() {
      if index > 0 { append(",") }
      append(symbolInfoOf: profile)
    }
    append("]}")
  }

  private mutating func append(symbolInfoOf profile: SymbolProfile) {
    append(#"{"symbol":""#)
    append(string: profile.symbol)
    append(#"","status":"TRADING","baseAsset":""#)
    append(string: profile.baseAsset)
    append(#"","baseAssetPrecision":8,"quoteAsset":""#)
    append(string: profile.quoteAsset)
    append(Self.symbolFlags)
    append(filtersOf: profile)
    append(#","permissions":[],"permissionSets":[["SPOT"]],"#)
    append(#""defaultSelfTradePreventionMode":"EXPIRE_MAKER","#)
    append(
      #""allowedSelfTradePreventionModes":["EXPIRE_TAKER","EXPIRE_MAKER","EXPIRE_BOTH"]}"#)
  }

  private static let rateLimits: StaticString = """
    ,"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,\
    "limit":6000},{"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,"limit":100},\
    {"rateLimitType":"ORDERS","interval":"DAY","intervalNum":1,"limit":200000},\
    {"rateLimitType":"RAW_REQUESTS","interval":"MINUTE","intervalNum":5,"limit":300000}]
    """

  private static let symbolFlags: StaticString = """
    ","quotePrecision":8,"quoteAssetPrecision":8,"baseCommissionPrecision":8,\
    "quoteCommissionPrecision":8,"orderTypes":["LIMIT","LIMIT_MAKER","MARKET","STOP_LOSS",\
    "STOP_LOSS_LIMIT","TAKE_PROFIT","TAKE_PROFIT_LIMIT"],"icebergAllowed":true,\
    "ocoAllowed":true,"otoAllowed":true,"opoAllowed":true,"quoteOrderQtyMarketAllowed":true,\
    "allowTrailingStop":true,"cancelReplaceAllowed":true,"amendAllowed":true,\
    "pegInstructionsAllowed":true,"isSpotTradingAllowed":true,"isMarginTradingAllowed":false,
    """

  private mutating func append(filtersOf profile: SymbolProfile) {
    append(#""filters":[{"filterType":"PRICE_FILTER","minPrice":""#)
    append(amount: profile.tickUnits)
    append(#"","maxPrice":""#)
    append(amount: profile.tickUnits * 100_000_000)
    append(#"","tickSize":""#)
    append(amount: profile.tickUnits)
    append(#""},{"filterType":"LOT_SIZE","minQty":""#)
    append(amount: profile.stepUnits)
    append(#"","maxQty":""#)
    append(amount: profile.maxQuantityUnits)
    append(#"","stepSize":""#)
    append(amount: profile.stepUnits)
    append(#""},{"filterType":"ICEBERG_PARTS","limit":10},{"filterType":"MARKET_LOT_SIZE","#)
    append(#""minQty":"0.00000000","maxQty":""#)
    append(amount: profile.maxQuantityUnits / 50)
    append(Self.fixedFilters)
    append(amount: profile.minNotionalUnits)
    append(Self.lastFilters)
  }

  private static let fixedFilters: StaticString = """
    ","stepSize":"0.00000000"},{"filterType":"TRAILING_DELTA","minTrailingAboveDelta":10,\
    "maxTrailingAboveDelta":2000,"minTrailingBelowDelta":10,"maxTrailingBelowDelta":2000},\
    {"filterType":"PERCENT_PRICE_BY_SIDE","bidMultiplierUp":"5","bidMultiplierDown":"0.2",\
    "askMultiplierUp":"5","askMultiplierDown":"0.2","avgPriceMins":5},\
    {"filterType":"NOTIONAL","minNotional":"
    """

  private static let lastFilters: StaticString = """
    ","applyMinToMarket":true,"maxNotional":"9000000.00000000","applyMaxToMarket":false,\
    "avgPriceMins":5},{"filterType":"MAX_NUM_ORDERS","maxNumOrders":200},\
    {"filterType":"MAX_NUM_ORDER_LISTS","maxNumOrderLists":20},\
    {"filterType":"MAX_NUM_ALGO_ORDERS","maxNumAlgoOrders":5},\
    {"filterType":"MAX_NUM_ORDER_AMENDS","maxNumOrderAmends":10}]
    """
}
