import Binance
import Market
import Testing

@Suite struct ResponseTests {
  @Test func `a depth snapshot`() throws {
    let batch = decodeAnswer(
      "https://api.binance.com/api/v3/depth?symbol=NKNUSDT&limit=1000", Bodies.depth)
    let depth = try #require(batch.depths.first)
    #expect(batch.onlyKind == .depthSnapshot && batch.symbols.name(depth.symbol) == "NKNUSDT")
    #expect(depth.lastUpdateId == 499_869_752 && depth.bids == 0..<1 && depth.asks == 1..<2)
    #expect(batch.entries[0].origin == .rest && batch.entries[0].eventTimeUs == -1)
  }

  @Test func `a USD-M depth snapshot has times; an empty book has id -1`() throws {
    let batch = decodeAnswer(
      "https://fapi.binance.com/fapi/v1/depth?symbol=BTCUSDT",
      #"{"lastUpdateId":-1,"E":1660228023456,"T":1660228023444,"bids":[],"asks":[]}"#)
    #expect(batch.entries.first?.eventTimeUs == 1_660_228_023_456_000)
    #expect(batch.depths.first?.transactionTimeUs == 1_660_228_023_444_000)
    #expect(batch.depths.first?.lastUpdateId == -1)
  }

  @Test(arguments: ["trades", "historicalTrades"]) func `trades`(_ name: String) {
    let batch = decodeAnswer(
      "https://api.binance.com/api/v3/\(name)?symbol=ETHBTC&limit=2", Bodies.trades)
    #expect(batch.entries.map(\.kind) == [.trade, .trade])
    #expect(batch.trades.map(\.id) == [28457, 28458])
    #expect(batch.trades[0].price == Amount("4.000001") && batch.trades[0].isBuyerMaker)
    #expect(batch.trades[1].tradeTimeUs == 1_499_865_549_591_000 && !batch.trades[1].isBuyerMaker)
    #expect(batch.counts[.trade] == 2 && batch.unknownKeys.total == 0)
  }

  @Test func `block trades`() {
    let batch = decodeAnswer(
      "https://api.binance.com/api/v3/historicalBlockTrades?symbol=ETHBTC&fromId=1", Bodies.trades)
    #expect(batch.entries.map(\.kind) == [.blockTrade, .blockTrade])
  }

  @Test func `aggregates, a repaired one distinguished`() {
    let batch = decodeAnswer(
      "https://api.binance.com/api/v3/aggTrades?symbol=ETHBTC", Bodies.aggregates)
    #expect(batch.entries.map(\.kind) == [.aggTrade, .repairedTrade])
    #expect(batch.trades[0].firstTradeId == 27781 && batch.trades[0].lastTradeId == 27782)
    #expect(batch.counts[.aggTrade] == 1 && batch.counts[.repairedTrade] == 1)
  }

  @Test func `klines`() throws {
    let batch = decodeAnswer(
      "https://api.binance.com/api/v3/klines?interval=1w&symbol=ETHBTC&timeZone=-1:30",
      Bodies.klines)
    let kline = try #require(batch.klines.first)
    #expect(batch.onlyKind == .kline && kline.origin == .rest && !kline.isClosed)
    #expect(kline.candle.interval == .w1 && !kline.candle.isComplete && kline.zoneMinutes == -90)
    #expect(kline.candle.openTimeMs == 1_499_040_000_000 && kline.candle.tradeCount == 308)
    #expect(kline.candle.closeTimeMs == 1_499_644_799_999 && kline.candle.firstTradeId == -1)
    #expect(kline.candle.quoteVolume == AmountSum(units: 243_419_055_334))
    #expect(kline.candle.takerBuyVolume == AmountSum(units: 175_687_402_397))
    #expect(kline.candle.takerBuyQuoteVolume == AmountSum(units: 2_846_694_368))
  }

  @Test func `klines for charts and continuous ones are distinguished`() {
    let chart = decodeAnswer(
      "https://api.binance.com/api/v3/uiKlines?interval=1w&symbol=ETHBTC", Bodies.klines)
    #expect(chart.onlyKind == .uiKline)
    let continuous = decodeAnswer(
      "https://fapi.binance.com/fapi/v1/continuousKlines?pair=BTCUSD&contractType=PERPETUAL"
        + "&interval=1w", Bodies.klines)
    #expect(continuous.onlyKind == .continuousKline)
    #expect(continuous.symbols.lookup("BTCUSD_PERPETUAL") != nil)
    let prices = decodeAnswer(
      "https://fapi.binance.com/fapi/v1/markPriceKlines?symbol=BTCUSDT&interval=1w", Bodies.klines)
    #expect(prices.entries.isEmpty && prices.counts[.priceKline] == 1)
  }

  @Test func `what a symbol's prices and quantities may look like`() throws {
    let body = """
      {"timezone":"UTC","serverTime":1633998511098,"rateLimits":[],"exchangeFilters":[],"symbols":[
      {"symbol":"ETHBTC","status":"TRADING","baseAsset":"ETH","baseAssetPrecision":8,
      "quoteAsset":"BTC","filters":[
      {"filterType":"PRICE_FILTER","minPrice":"0.00000100","maxPrice":"922327.00000000",
      "tickSize":"0.00000100"},
      {"filterType":"LOT_SIZE","minQty":"0.00010000","maxQty":"100000.00000000",
      "stepSize":"0.00010000"},
      {"filterType":"NOTIONAL","minNotional":"0.00010000","applyMinToMarket":false,
      "maxNotional":"9000000.00000000","applyMaxToMarket":true,"avgPriceMins":5},
      {"filterType":"MARKET_LOT_SIZE","minQty":"0.00000000","maxQty":"3.50000000",
      "stepSize":"0.00000000"},
      {"filterType":"PERCENT_PRICE_BY_SIDE","bidMultiplierUp":"5","bidMultiplierDown":"0.2",
      "askMultiplierUp":"4","askMultiplierDown":"0.25","avgPriceMins":5},
      {"filterType":"MAX_NUM_ORDERS","maxNumOrders":200},
      {"filterType":"ICEBERG_PARTS","limit":7},
      {"filterType":"MAX_NUM_ALGO_ORDERS","maxNumAlgoOrders":5},
      {"filterType":"MAX_POSITION","maxPosition":"10.5"},
      {"filterType":"TRAILING_DELTA","minTrailingAboveDelta":10,"maxTrailingAboveDelta":2000,
      "minTrailingBelowDelta":20,"maxTrailingBelowDelta":1000}]},
      {"symbol":"BTCUSDT","contractType":"PERPETUAL","onboardDate":1569398400000,
      "contractStatus":"HALT","filters":[
      {"minPrice":"556.72","maxPrice":"99999999999999","filterType":"PRICE_FILTER",
      "tickSize":"0.10"}, {"notional":"5","filterType":"MIN_NOTIONAL"},
      {"limit":200,"filterType":"MAX_NUM_ORDERS"},
      {"filterType":"MAX_NUM_ALGO_ORDERS","limit":10}, {"limit":7,"filterType":"ICEBERG_PARTS"},
      {"multiplierDown":"0.95","multiplierUp":"1.05","multiplierDecimal":"4",
      "filterType":"PERCENT_PRICE"}]}]}
      """
    let batch = decodeAnswer("https://api.binance.com/api/v3/exchangeInfo", body)
    #expect(batch.entries.map(\.kind) == [.exchangeInfo, .exchangeInfo])
    let spot = try #require(batch.symbolInfos.first)
    #expect(batch.symbols.name(spot.symbol) == "ETHBTC" && spot.status == "TRADING")
    #expect(spot.baseAsset == "ETH" && spot.quoteAsset == "BTC" && spot.onboardTimeMs == -1)
    #expect(spot.tickSize == Amount("0.000001") && spot.stepSize == Amount("0.0001"))
    #expect(spot.quantityMin == Amount("0.0001") && spot.notionalMin == Amount("0.0001"))
    #expect(spot.decimals == Decimals(price: 6, quantity: 4))
    #expect(spot.quantityMax == Amount("100000") && spot.marketQuantityMax == Amount("3.5"))
    #expect(spot.marketStepSize == .zero && spot.notionalMax == Amount("9000000"))
    #expect(!spot.notionalMinIsForMarket && spot.notionalMaxIsForMarket)
    let bySide = spot.limits.percentPriceBySide
    #expect(bySide.buyMax == Amount("5") && bySide.buyMin == Amount("0.2"))
    #expect(bySide.sellMax == Amount("4") && bySide.sellMin == Amount("0.25"))
    #expect(bySide.averageMinutes == 5)
    #expect(spot.limits.percentPrice == OrderLimits.PriceBand())
    #expect(spot.limits.orderCountMax == 200 && spot.limits.stopCountMax == 5)
    #expect(spot.limits.positionMax == Amount("10.5"))
    #expect(spot.limits.trailingAboveMin == 10 && spot.limits.trailingAboveMax == 2000)
    #expect(spot.limits.trailingBelowMin == 20 && spot.limits.trailingBelowMax == 1000)
    let future = batch.symbolInfos[1]
    // Of the mark price: a bound above for purchases, one below for sales.
    let band = future.limits.percentPrice
    #expect(band.buyMin == .zero && band.buyMax == Amount("1.05"))
    #expect(band.sellMin == Amount("0.95") && band.sellMax == .zero)
    #expect(future.limits.percentPriceBySide == OrderLimits.PriceBand())
    #expect(future.limits.orderCountMax == 200 && future.limits.stopCountMax == 10)
    #expect(future.contractType == "PERPETUAL" && future.onboardTimeMs == 1_569_398_400_000)
    #expect(future.status == "HALT" && future.priceMax == Amount(units: .max))
    #expect(future.decimals == Decimals(price: 1, quantity: 0))
    #expect(future.notionalMin == Amount("5") && future.notionalMinIsForMarket)
    #expect(future.notionalMax == .zero && !future.notionalMaxIsForMarket)
  }

  @Test(arguments: [
    (#""maxNumOrders":"many""#, "expected an integer, found '\"'"),
    (#""maxNumOrders":-1"#, "maxNumOrders: expected a count from 0 to 2^62, found -1"),
    (#""maxNumOrders":200.5"#, "expected , or } behind a value, found '.'"),
    (#""maxNumOrders":null"#, "expected an integer, found 'n'"),
    (#""maxNumOrders":99999999999999999999"#, "expected an integer of at most 64 bits, found '9'"),
    (#""maxNumOrders":[1]"#, "expected an integer, found '['"),
  ])
  func `an odd limit is reported and does not limit, the rest of its symbol stands`(
    _ limit: String, _ said: String
  ) {
    let body = """
      {"symbols":[{"symbol":"ETHBTC","status":"TRADING","filters":[
      {"filterType":"PRICE_FILTER","minPrice":"0","maxPrice":"0","tickSize":"0.01"},
      {"filterType":"MAX_NUM_ORDERS",\(limit)},
      {"filterType":"MAX_POSITION","maxPosition":"10.5"}]},
      {"symbol":"BTCUSDT","status":"TRADING","filters":[]}]}
      """
    let batch = decodeAnswer("https://api.binance.com/api/v3/exchangeInfo", body)
    #expect(batch.entries.map(\.kind) == [.malformed, .exchangeInfo, .exchangeInfo])
    #expect(batch.notices.map(\.text) == [said])
    #expect(batch.symbolInfos[0].tickSize == Amount("0.01"))
    #expect(batch.symbolInfos[0].limits.orderCountMax == 0)
    #expect(batch.symbolInfos[0].limits.positionMax == Amount("10.5"))
  }

  @Test(arguments: [
    ("/api/v3/ping", "{}", MessageKind.ping), ("/api/v3/time", #"{"serverTime":1}"#, .serverTime),
    ("/api/v3/avgPrice?symbol=X", "{}", .avgPrice), ("/api/v3/ticker/24hr", "[]", .ticker),
    ("/api/v3/ticker?symbol=X", "{}", .rollingTicker), ("/api/v1/ticker/price", "[]", .priceTicker),
    ("/api/v3/ticker/bookTicker", "[]", .bookTickerSnapshot),
    ("/api/v3/ticker/tradingDay?symbol=X", "{}", .tradingDayTicker),
    ("/api/v3/referencePrice?symbol=X", "{}", .referencePrice),
    ("/api/v3/executionRules", "{}", .executionRules), ("/fapi/v1/premiumIndex", "[]", .markPrice),
    ("/fapi/v1/fundingRate", "[]", .fundingRate), ("/fapi/v2/ticker/price", "[]", .priceTicker),
    ("/fapi/v1/openInterest?symbol=X", "{}", .statistic),
    ("/futures/data/basis?pair=X", "[]", .statistic), ("/fapi/v1/order", "{}", .unknown),
    ("/", "{}", .unknown),
  ])
  func `other answers are recognised`(_ path: String, _ body: String, _ kind: MessageKind) {
    let batch = decodeAnswer("https://api.binance.com" + path, body)
    #expect(batch.entries.isEmpty && batch.counts[kind] == 1 && batch.counts.total == 1)
  }

  @Test func `refusals keep code, text and status`() {
    let body = #"{"code":-1121,"msg":"Invalid symbol."}"#
    for status in [400, 200] {
      let batch = decodeAnswer(
        "https://api.binance.com/api/v3/klines?symbol=X&interval=1m", body, status: status,
        wanted: [])
      #expect(batch.onlyKind == .error)
      #expect(
        batch.notices == [
          Notice(text: "Invalid symbol.", code: .badSymbol, status: status, offset: 0)
        ])
    }
    for html in ["<html>", "", #"{"x":"#] {
      let batch = decodeAnswer("https://api.binance.com/api/v3/ping", html, status: 418)
      #expect(batch.notices == [Notice(text: "HTTP 418", code: nil, status: 418, offset: 0)])
    }
  }

  @Test func `a body with one bad row gives nothing but the offset`() {
    let bad = Bodies.trades.replacing(#""price":"4.00000000""#, with: #""price":"4.0000000O""#)
    let url = "https://api.binance.com/api/v3/trades?symbol=ETHBTC"
    let batch = decodeAnswer(url, bad)
    #expect(batch.onlyKind == .malformed && batch.trades.isEmpty && batch.counts[.trade] == 0)
    let whole =
      #"{"method":"GET","url":"\#(url)","status":200,"sentNs":1,"durationNs":2}"# + "\n" + bad
    let offset = whole.firstRange(of: "O\"")!.lowerBound.utf16Offset(in: whole)
    #expect(batch.notices.first?.offset == offset)
  }

  @Test(arguments: [
    ("klines?interval=1m", "[]"), ("klines?symbol=X", "[]"), ("klines?symbol=X&interval=2m", "[]"),
    ("klines?symbol=X&interval=1m", "[[1]]"), ("klines?symbol=X&interval=1m", "[[]]"),
    ("klines?symbol=X&interval=1m", "{}"), ("klines?symbol=X&interval=1m", ""),
    ("trades?symbol=X", "[1]"), ("trades?symbol=X", "[{}]"), ("trades", Bodies.trades),
    ("depth?symbol=X", "{}"), ("depth", Bodies.depth), ("exchangeInfo", "{}"),
    ("exchangeInfo", #"{"symbols":[{}]}"#), ("depth?symbol=X", Bodies.depth + "x"),
  ])
  func `answers that cannot be`(_ request: String, _ body: String) {
    let batch = decodeAnswer("https://api.binance.com/api/v3/" + request, body)
    #expect(batch.onlyKind == .malformed, "\(batch.everything)")
  }

  @Test(arguments: ["", "{}", "x\n[]", "{}\n[]", #"{"url":"u"}"#, "\n", #"{"url":"u"}[]"#])
  func `records that are no answers`(_ text: String) {
    let bytes = Array(text.utf8)
    var batch = MessageBatch()
    MessageDecoder().decodeResponse(bytes.span, testFrame, into: &batch)
    #expect(batch.onlyKind == .malformed)
  }

  @Test func `kinds that are not wanted are counted once a body`() {
    let batch = decodeAnswer(
      "https://api.binance.com/api/v3/trades?symbol=X", Bodies.trades, wanted: .klines)
    #expect(batch.entries.isEmpty && batch.counts[.trade] == 1)
  }
}

/// Bodies as the exchange documents them.
enum Bodies {
  static let depth: String =
    #"{"lastUpdateId":499869752,"bids":[["0.35210000","672.00000000"]],"asks":[["0.35290000","10.00000000"]]}"#
  static let trades: String =
    #"[{"id":28457,"price":"4.00000100","qty":"12.00000000","quoteQty":"48.00001200","time":1499865549590,"isBuyerMaker":true,"isBestMatch":true},{"id":28458,"price":"4.00000000","qty":"1.00000000","quoteQty":"4.00000000","time":1499865549591,"isBuyerMaker":false,"isBestMatch":true}]"#
  static let aggregates =
    #"[{"a":26129,"p":"0.01633102","q":"4.70443515","f":27781,"l":27782,"T":1498793709153,"m":true,"M":true},{"a":26130,"p":"0","q":"0","f":-1,"l":-1,"T":1498793709154,"m":true,"M":true}]"#
  static let klines =
    #"[[1499040000000,"0.01634790","0.80000000","0.01575800","0.01577100","148976.11427815",1499644799999,"2434.19055334",308,"1756.87402397","28.46694368","17928899.62484339"]]"#
}
