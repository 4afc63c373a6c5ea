import Basics
import Market

extension SymbolListing {
  static let spotLimits: StaticString = """
    ,"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,\
    "limit":6000},{"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,"limit":100},\
    {"rateLimitType":"ORDERS","interval":"DAY","intervalNum":1,"limit":200000},\
    {"rateLimitType":"RAW_REQUESTS","interval":"MINUTE","intervalNum":5,"limit":300000}],\
    "exchangeFilters":[]
    """

  func writeSpot(into bytes: inout [UInt8]) {
    bytes.append(#"{"symbol":"#)
    bytes.append(string: name.inJSONQuotes)
    bytes.appendMember("status", string: "TRADING")
    bytes.appendMember("baseAsset", string: info.baseAsset)
    bytes.appendMember("baseAssetPrecision", number: 8)
    bytes.appendMember("quoteAsset", string: info.quoteAsset)
    bytes.append(Self.spotFlags)
    writeSpotFilters(into: &bytes)
    bytes.append(Self.spotPermissions)
  }

  private static let spotFlags: StaticString = """
    ,"quotePrecision":8,"quoteAssetPrecision":8,"baseCommissionPrecision":8,\
    "quoteCommissionPrecision":8,"orderTypes":["LIMIT","LIMIT_MAKER","MARKET","STOP_LOSS",\
    "STOP_LOSS_LIMIT","TAKE_PROFIT","TAKE_PROFIT_LIMIT"],"icebergAllowed":true,\
    "ocoAllowed":true,"otoAllowed":true,"opoAllowed":true,"quoteOrderQtyMarketAllowed":true,\
    "allowTrailingStop":true,"cancelReplaceAllowed":true,"amendAllowed":true,\
    "pegInstructionsAllowed":true,"isSpotTradingAllowed":true,"isMarginTradingAllowed":false
    """

  private func writeSpotFilters(into bytes: inout [UInt8]) {
    bytes.append(#","filters":[{"filterType":"PRICE_FILTER""#)
    bytes.appendMember("minPrice", info.priceMin, decimals: 8)
    bytes.appendMember("maxPrice", info.priceMax, decimals: 8)
    bytes.appendMember("tickSize", info.tickSize, decimals: 8)
    bytes.append(#"},{"filterType":"LOT_SIZE""#)
    bytes.appendMember("minQty", info.quantityMin, decimals: 8)
    bytes.appendMember("maxQty", info.quantityMax, decimals: 8)
    bytes.appendMember("stepSize", info.stepSize, decimals: 8)
    bytes.append(#"},{"filterType":"ICEBERG_PARTS","limit":10},{"filterType":"MARKET_LOT_SIZE""#)
    bytes.appendMember("minQty", info.marketQuantityMin, decimals: 8)
    bytes.appendMember("maxQty", info.marketQuantityMax, decimals: 8)
    bytes.appendMember("stepSize", info.marketStepSize, decimals: 8)
    bytes.append(Self.bandFilters)
    bytes.appendMember("minNotional", info.notionalMin, decimals: 8)
    bytes.append(Self.lastFilters)
  }

  private static let bandFilters: StaticString = """
    },{"filterType":"TRAILING_DELTA","minTrailingAboveDelta":10,\
    "maxTrailingAboveDelta":2000,"minTrailingBelowDelta":10,"maxTrailingBelowDelta":2000},\
    {"filterType":"PERCENT_PRICE_BY_SIDE","bidMultiplierUp":"5","bidMultiplierDown":"0.2",\
    "askMultiplierUp":"5","askMultiplierDown":"0.2","avgPriceMins":5},\
    {"filterType":"NOTIONAL"
    """

  private static let lastFilters: StaticString = """
    ,"applyMinToMarket":true,"maxNotional":"9000000.00000000","applyMaxToMarket":false,\
    "avgPriceMins":5},{"filterType":"MAX_NUM_ORDERS","maxNumOrders":200},\
    {"filterType":"MAX_NUM_ORDER_LISTS","maxNumOrderLists":20},\
    {"filterType":"MAX_NUM_ALGO_ORDERS","maxNumAlgoOrders":5},\
    {"filterType":"MAX_NUM_ORDER_AMENDS","maxNumOrderAmends":10}]
    """

  private static let spotPermissions: StaticString = """
    ,"permissions":[],"permissionSets":[["SPOT"]],\
    "defaultSelfTradePreventionMode":"EXPIRE_MAKER",\
    "allowedSelfTradePreventionModes":["EXPIRE_TAKER","EXPIRE_MAKER","EXPIRE_BOTH"]}
    """
}
