import Binance
import Market

/// REST bodies that futures write otherwise than spot.
extension StreamFormat {
  /// Behind `lastUpdateId`: COIN-M's names, then when the book was told and when it last changed.
  func writeFuturesDepthFacts(timeMs: Int64, into bytes: inout [UInt8]) {
    bytes.append(contentsOf: restPairKeys)
    bytes.appendMember("E", number: timeMs)
    bytes.appendMember("T", number: timeMs)
  }

  /// USD-M: `{"id":…,"price":S,"qty":S,"quoteQty":S,"time":…,"isBuyerMaker":B,"isRPITrade":false}` with
  /// `quoteQty` cut to two decimals (as measured). COIN-M has `baseQty` instead, coins rounded to eight
  /// (its documents have 0.01037883 for a contract at 9635.0).
  func writeFuturesRestTrade(_ trade: MarketTrade, into bytes: inout [UInt8]) {
    bytes.append(#"{"id":"#)
    bytes.append(number: trade.id)
    write("price", price: trade.priceTicks, into: &bytes)
    write("qty", quantity: trade.steps, into: &bytes)
    let worth = QuoteSum(
      priceUnits: trade.priceTicks * tickUnits, quantityUnits: trade.steps * stepUnits, contract
    ).units
    if venue == .coinm {
      bytes.appendMember("baseQty", sum: worth)
    } else {
      bytes.appendMember("quoteQty", sum: worth, places: 2)
    }
    bytes.appendMember("time", number: trade.timeMs)
    bytes.append(trade.isBuyerMaker ? #","isBuyerMaker":true"# : #","isBuyerMaker":false"#)
    bytes.append(venue == .coinm ? "}" : #","isRPITrade":false}"#)
  }
}

extension [UInt8] {
  /// The body of `/fapi/v1/exchangeInfo` or `/dapi/v1/exchangeInfo`: keys, filters and limits of 2026.
  mutating func append(futuresInfoOf profiles: [SymbolProfile], _ venue: Venue, serverMs: Int64) {
    append(#"{"timezone":"UTC","serverTime":"#)
    append(number: serverMs)
    if venue == .usdm { append(#","futuresType":"U_MARGINED""#) }
    append(Self.futuresLimits)
    append(#","exchangeFilters":[],"#)
    if venue == .usdm { append(#""assets":[],"#) }
    append(#""symbols":["#)
    for (index, profile) in profiles.enumerated() {
      if index > 0 { append(",") }
      append(futuresInfoOf: profile)
    }
    append("]}")
  }

  private mutating func append(futuresInfoOf profile: SymbolProfile) {
    let isOfCoins = profile.venue == .coinm
    append(#"{"symbol":""#)
    append(string: profile.symbol)
    append("\"")
    appendMember("pair", string: profile.pair)
    appendMember("contractType", string: profile.delivery == nil ? "PERPETUAL" : "CURRENT_QUARTER")
    // A contract without delivery is said to end in 2100.
    appendMember("deliveryDate", number: profile.delivery ?? 4_133_404_800_000)
    if let listedMs = profile.listedMs { appendMember("onboardDate", number: listedMs) }
    if let contract = profile.contract {
      appendMember("contractStatus", string: "TRADING")
      appendMember("contractSize", number: contract.dollars)
    } else {
      appendMember("status", string: "TRADING")
    }
    appendMember("baseAsset", string: profile.baseAsset)
    appendMember("quoteAsset", string: profile.quoteAsset)
    appendMember("marginAsset", string: isOfCoins ? profile.baseAsset : profile.quoteAsset)
    appendMember("pricePrecision", number: Int64(profile.places.price))
    appendMember("quantityPrecision", number: Int64(profile.places.quantity))
    append(Self.futuresFlags)
    if isOfCoins { append(#","equalQtyPrecision":4"#) }
    append(futuresFiltersOf: profile)
    append(Self.futuresOrders)
  }

  private mutating func append(futuresFiltersOf profile: SymbolProfile) {
    let (price, quantity) = (Int(profile.places.price), Int(profile.places.quantity))
    append(#","filters":[{"filterType":"PRICE_FILTER""#)
    appendMember("minPrice", amount: profile.tickUnits, places: price)
    appendMember("maxPrice", amount: profile.tickUnits * 100_000_000, places: price)
    appendMember("tickSize", amount: profile.tickUnits, places: price)
    for (name, share) in [("LOT_SIZE", 1), ("MARKET_LOT_SIZE", 50)] as [(String, Int64)] {
      append(#"},{"filterType":""#)
      append(string: name)
      append("\"")
      appendMember("minQty", amount: profile.stepUnits, places: quantity)
      appendMember("maxQty", amount: profile.maxQuantityUnits / share, places: quantity)
      appendMember("stepSize", amount: profile.stepUnits, places: quantity)
    }
    append(#"},{"filterType":"MAX_NUM_ORDERS","limit":200},"#)
    append(#"{"filterType":"MAX_NUM_ALGO_ORDERS","limit":10},"#)
    if profile.venue == .usdm {
      append(#"{"filterType":"MIN_NOTIONAL""#)
      appendMember("notional", sum: Int128(profile.minNotionalUnits), places: 0)
      append("},")
    }
    append(#"{"filterType":"PERCENT_PRICE","multiplierUp":"1.0500","multiplierDown":"0.9500","#)
    append(
      profile.venue == .usdm ? #""multiplierDecimal":"4"}]"# : #""multiplierDecimal":4}]"#)
  }

  private static let futuresLimits: StaticString = """
    ,"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,\
    "limit":2400},{"rateLimitType":"ORDERS","interval":"MINUTE","intervalNum":1,"limit":1200}]
    """

  private static let futuresFlags: StaticString = """
    ,"baseAssetPrecision":8,"quotePrecision":8,"underlyingType":"COIN","underlyingSubType":[],\
    "triggerProtect":"0.0500","liquidationFee":"0.012500","marketTakeBound":"0.05",\
    "maintMarginPercent":"2.5000","requiredMarginPercent":"5.0000"
    """

  private static let futuresOrders: StaticString = """
    ,"orderTypes":["LIMIT","MARKET","STOP","STOP_MARKET","TAKE_PROFIT","TAKE_PROFIT_MARKET",\
    "TRAILING_STOP_MARKET"],"timeInForce":["GTC","IOC","FOK","GTX","GTD"]}
    """
}
