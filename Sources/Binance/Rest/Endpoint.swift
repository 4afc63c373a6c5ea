package import Market

/// A REST endpoint for market data. Raw values are the paths behind the version.
package enum Endpoint: String, CaseIterable, Sendable {
  case ping, time, exchangeInfo, depth, trades, historicalTrades, historicalBlockTrades, aggTrades
  case klines, uiKlines, avgPrice, ticker, referencePrice, executionRules
  case ticker24hr = "ticker/24hr"
  case tickerTradingDay = "ticker/tradingDay"
  case tickerPrice = "ticker/price"
  case tickerBook = "ticker/bookTicker"
  case continuousKlines, markPriceKlines, indexPriceKlines, premiumIndexKlines, premiumIndex
  case fundingRate, fundingInfo, openInterest, rpiDepth, insuranceBalance, indexInfo, assetIndex
  case constituents
  /// Futures' figures, under `/futures/data`.
  case openInterestHist, topLongShortPositionRatio, topLongShortAccountRatio
  case globalLongShortAccountRatio, takerlongshortRatio, takerBuySellVol, basis

  /// What its answers hold.
  package var kind: MessageKind {
    switch self {
    case .ping: .ping
    case .time: .serverTime
    case .exchangeInfo: .exchangeInfo
    case .depth: .depthSnapshot
    case .trades, .historicalTrades: .trade
    case .historicalBlockTrades: .blockTrade
    case .aggTrades: .aggTrade
    case .klines: .kline
    case .uiKlines: .uiKline
    case .continuousKlines: .continuousKline
    case .markPriceKlines, .indexPriceKlines, .premiumIndexKlines: .priceKline
    case .avgPrice: .avgPrice
    case .ticker24hr: .ticker
    case .ticker: .rollingTicker
    case .tickerTradingDay: .tradingDayTicker
    case .tickerPrice: .priceTicker
    case .tickerBook: .bookTickerSnapshot
    case .referencePrice: .referencePrice
    case .executionRules: .executionRules
    case .premiumIndex: .markPrice
    case .fundingRate: .fundingRate
    case .fundingInfo, .openInterest, .rpiDepth, .insuranceBalance, .indexInfo, .assetIndex,
      .constituents, .openInterestHist, .topLongShortPositionRatio, .topLongShortAccountRatio,
      .globalLongShortAccountRatio, .takerlongshortRatio, .takerBuySellVol, .basis:
      .statistic
    }
  }

  /// The path of the version that the exchange's documents name, for example `/api/v3/klines`.
  package func path(_ venue: Venue) -> String {
    if isFuturesData { return "/futures/data/" + rawValue }
    return switch venue {
    case .spot: "/api/v3/" + rawValue
    case .usdm: (self == .tickerPrice ? "/fapi/v2/" : "/fapi/v1/") + rawValue
    case .coinm: "/dapi/v1/" + rawValue
    }
  }
}

extension Endpoint {
  /// Whether it lies under `/futures/data`, where a limit of its own holds: 1,000 requests in 5 minutes.
  package var isFuturesData: Bool {
    switch self {
    case .openInterestHist, .topLongShortPositionRatio, .topLongShortAccountRatio,
      .globalLongShortAccountRatio, .takerlongshortRatio, .takerBuySellVol, .basis:
      true
    default: false
    }
  }

  /// The markets that have it.
  package var venues: [Venue] {
    switch self {
    case .historicalBlockTrades, .uiKlines, .avgPrice, .ticker, .tickerTradingDay, .referencePrice,
      .executionRules:
      [.spot]
    case .rpiDepth, .insuranceBalance, .indexInfo, .assetIndex, .takerlongshortRatio: [.usdm]
    case .takerBuySellVol: [.coinm]
    case .continuousKlines, .markPriceKlines, .indexPriceKlines, .premiumIndexKlines, .premiumIndex,
      .fundingRate, .fundingInfo, .openInterest, .constituents:
      [.usdm, .coinm]
    default: isFuturesData ? [.usdm, .coinm] : Venue.allCases
    }
  }

  /// How many rows a request gets if it does not say, and at most; nil where there is no `limit`.
  package func limits(_ venue: Venue) -> (standard: Int, max: Int)? {
    switch (self, venue) {
    case (.depth, .spot): (100, 5000)
    case (.depth, _): (500, 1000)
    case (.historicalTrades, .usdm), (.historicalTrades, .coinm): (100, 500)
    case (.trades, _), (.historicalTrades, _), (.historicalBlockTrades, _), (.aggTrades, _):
      (500, 1000)
    case (.klines, .spot), (.uiKlines, _): (500, 1000)
    case (.klines, _), (.continuousKlines, _), (.markPriceKlines, _), (.indexPriceKlines, _),
      (.premiumIndexKlines, _):
      (500, 1500)
    case (.fundingRate, _): (100, 1000)
    case (.rpiDepth, _): (1000, 1000)
    default: isFuturesData ? (30, 500) : nil
    }
  }

  /// What a request for `limit` rows of one symbol takes from the weight of a minute (spot 6000,
  /// USD-M 2400); nil stands for the endpoint's standard limit.
  package func weight(_ venue: Venue, limit: Int? = nil) -> Int {
    let limit = limit ?? limits(venue)?.standard ?? 0
    return venue == .spot ? spotWeight(limit) : futuresWeight(limit)
  }

  private func spotWeight(_ limit: Int) -> Int {
    switch self {
    case .ping, .time: 1
    case .exchangeInfo: 20
    case .depth: limit <= 100 ? 5 : limit <= 500 ? 25 : limit <= 1000 ? 50 : 250
    case .trades, .historicalTrades, .historicalBlockTrades: 25
    case .aggTrades, .ticker, .tickerTradingDay: 4
    default: 2
    }
  }

  private func futuresWeight(_ limit: Int) -> Int {
    switch self {
    case .depth: limit <= 50 ? 2 : limit <= 100 ? 5 : limit <= 500 ? 10 : 20
    case .trades: 5
    case .historicalTrades, .aggTrades: 20
    case .klines, .continuousKlines, .markPriceKlines, .indexPriceKlines, .premiumIndexKlines:
      limit < 100 ? 1 : limit < 500 ? 2 : limit <= 1000 ? 5 : 10
    case .tickerBook, .constituents: 2
    case .assetIndex: 10
    case .rpiDepth: 20
    default: 1
    }
  }
}
