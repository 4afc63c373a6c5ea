import Basics
import Market

/// Contracts: one key or the other has its own name on COIN-M.
extension SymbolListing {
  static let futuresLimits: StaticString = """
    ,"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,\
    "limit":2400},{"rateLimitType":"ORDERS","interval":"MINUTE","intervalNum":1,"limit":1200}],\
    "exchangeFilters":[]
    """

  /// A contract without delivery is said to end in 2100.
  private static let neverMs: Int64 = 4_133_404_800_000

  func writeFutures(into bytes: inout [UInt8]) {
    bytes.append(#"{"symbol":"#)
    bytes.append(string: name.inJSONQuotes)
    bytes.appendMember("pair", string: MessageWriter.pair(name))
    bytes.appendMember("contractType", string: info.contractType)
    bytes.appendMember("deliveryDate", number: deliveryMs ?? Self.neverMs)
    if info.onboardTimeMs >= 0 { bytes.appendMember("onboardDate", number: info.onboardTimeMs) }
    let contract = venue == .coinm ? InverseContract(symbol: name) : nil
    if let contract {
      bytes.appendMember("contractStatus", string: "TRADING")
      bytes.appendMember("contractSize", number: contract.dollars)
    } else {
      bytes.appendMember("status", string: "TRADING")
    }
    bytes.appendMember("baseAsset", string: info.baseAsset)
    bytes.appendMember("quoteAsset", string: info.quoteAsset)
    bytes.appendMember("marginAsset", string: venue == .coinm ? info.baseAsset : info.quoteAsset)
    bytes.appendMember("pricePrecision", number: Int64(info.decimals.price))
    bytes.appendMember("quantityPrecision", number: Int64(info.decimals.quantity))
    bytes.append(Self.futuresFlags)
    if venue == .coinm { bytes.append(#","equalQtyPrecision":4"#) }
    writeFuturesFilters(into: &bytes)
    bytes.append(Self.futuresOrders)
  }

  private func writeFuturesFilters(into bytes: inout [UInt8]) {
    let (price, quantity) = (info.decimals.price, info.decimals.quantity)
    bytes.append(#","filters":[{"filterType":"PRICE_FILTER""#)
    bytes.appendMember("minPrice", info.priceMin, decimals: price)
    bytes.appendMember("maxPrice", info.priceMax, decimals: price)
    bytes.appendMember("tickSize", info.tickSize, decimals: price)
    bytes.append(#"},{"filterType":"LOT_SIZE""#)
    bytes.appendMember("minQty", info.quantityMin, decimals: quantity)
    bytes.appendMember("maxQty", info.quantityMax, decimals: quantity)
    bytes.appendMember("stepSize", info.stepSize, decimals: quantity)
    bytes.append(#"},{"filterType":"MARKET_LOT_SIZE""#)
    bytes.appendMember("minQty", info.marketQuantityMin, decimals: quantity)
    bytes.appendMember("maxQty", info.marketQuantityMax, decimals: quantity)
    bytes.appendMember("stepSize", info.marketStepSize, decimals: quantity)
    bytes.append(#"},{"filterType":"MAX_NUM_ORDERS","limit":200},"#)
    bytes.append(#"{"filterType":"MAX_NUM_ALGO_ORDERS","limit":10},"#)
    if venue == .usdm {
      bytes.append(#"{"filterType":"MIN_NOTIONAL""#)
      bytes.appendMember("notional", info.notionalMin.cut(to: 0), decimals: 0)
      bytes.append("},")
    }
    bytes.append(
      #"{"filterType":"PERCENT_PRICE","multiplierUp":"1.0500","multiplierDown":"0.9500","#)
    bytes.append(venue == .usdm ? #""multiplierDecimal":"4"}]"# : #""multiplierDecimal":4}]"#)
  }

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
