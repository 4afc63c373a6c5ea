import Binance
import Capture
import Market
import Testing

@Suite struct RestItemTests {
  @Test func `REST requests are spelt as the venue wants them`() throws {
    func target(_ name: String, _ venue: Venue) throws -> String {
      let item = try #require(RestItem(name, venue: venue))
      return try #require(item.requests(symbols: ["BTCUSDT"], venue: venue).first).target
    }
    #expect(try target("exchangeInfo", .spot) == "/api/v3/exchangeInfo?symbol=BTCUSDT")
    #expect(try target("exchangeInfo", .usdm) == "/fapi/v1/exchangeInfo")
    #expect(
      try target("klines_5m", .spot)
        == "/api/v3/klines?symbol=BTCUSDT&interval=5m&limit=1000")
    #expect(try target("depth", .coinm) == "/dapi/v1/depth?symbol=BTCUSDT&limit=1000")
    #expect(
      try target("klines_1m", .coinm) == "/dapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=1500")
    #expect(try target("depth_5000", .spot) == "/api/v3/depth?symbol=BTCUSDT&limit=5000")
    for bad in [
      "klines", "klines_7m", "depth_0", "depth_x", "depth_5001", "time_1", "order", "", "ping",
      "historicalTrades", "openInterest",
    ] {
      #expect(RestItem(bad, venue: .spot) == nil, "\(bad)")
    }
    #expect(RestItem("depth_5000", venue: .usdm) == nil)
  }

  @Test(
    arguments: [
      ("openInterest", .usdm, "/fapi/v1/openInterest?symbol=BTCUSDT"),
      ("fundingRate", .coinm, "/dapi/v1/fundingRate?symbol=BTCUSDT"),
      ("premiumIndex", .usdm, "/fapi/v1/premiumIndex?symbol=BTCUSDT"),
      ("rpiDepth", .usdm, "/fapi/v1/rpiDepth?symbol=BTCUSDT&limit=1000"),
      (
        "openInterestHist_5m", .usdm,
        "/futures/data/openInterestHist?symbol=BTCUSDT&period=5m&limit=1"
      ),
      (
        "takerlongshortRatio_1h", .usdm,
        "/futures/data/takerlongshortRatio?symbol=BTCUSDT&period=1h&limit=1"
      ),
      (
        "basis_5m", .usdm,
        "/futures/data/basis?pair=BTCUSDT&contractType=PERPETUAL&period=5m&limit=1"
      ),
      ("referencePrice", .spot, "/api/v3/referencePrice?symbol=BTCUSDT"),
    ] as [(String, Venue, String)])
  func `what futures and spot alone have is asked for there`(
    name: String, venue: Venue, target: String
  ) throws {
    let item = try #require(RestItem(name, venue: venue))
    #expect(item.requests(symbols: ["BTCUSDT"], venue: venue).map(\.target) == [target])
    #expect(RestItem(name, venue: venue == .spot ? .usdm : .spot) == nil)
  }

  @Test(
    arguments: [
      (
        "openInterestHist_5m",
        "/futures/data/openInterestHist?pair=BTCUSD&contractType=ALL&period=5m&limit=1"
      ),
      (
        "takerBuySellVol_1h",
        "/futures/data/takerBuySellVol?pair=BTCUSD&contractType=ALL&period=1h&limit=1"
      ),
      (
        "globalLongShortAccountRatio_1d",
        "/futures/data/globalLongShortAccountRatio?pair=BTCUSD&period=1d&limit=1"
      ),
      ("indexPriceKlines_1m", "/dapi/v1/indexPriceKlines?pair=BTCUSD&interval=1m&limit=1500"),
      ("constituents", "/dapi/v1/constituents?symbol=BTCUSD"),
    ])
  func `what is a pair's is asked for once for all its contracts`(name: String, target: String)
    throws
  {
    let item = try #require(RestItem(name, venue: .coinm))
    let symbols = ["BTCUSD_PERP", "BTCUSD_261225"]
    #expect(item.requests(symbols: symbols, venue: .coinm).map(\.target) == [target])
  }

  @Test(
    arguments: [
      ("openInterestHist_1m", .usdm), ("openInterestHist", .usdm),
      ("takerlongshortRatio_5m", .coinm),
      ("takerBuySellVol_5m", .usdm), ("rpiDepth", .coinm),
    ] as [(String, Venue)])
  func `what a venue does not have is not asked for there`(name: String, venue: Venue) {
    #expect(RestItem(name, venue: venue) == nil)
  }

  @Test func `what answers for all symbols is asked for once`() throws {
    let info = try #require(RestItem("exchangeInfo", venue: .usdm))
    #expect(
      info.requests(symbols: ["A", "B"], venue: .usdm).map(\.target) == ["/fapi/v1/exchangeInfo"])
    let spot = try #require(RestItem("exchangeInfo", venue: .spot))
    #expect(
      spot.requests(symbols: ["A", "币"], venue: .spot).map(\.target)
        == ["/api/v3/exchangeInfo?symbols=%5B%22A%22,%22%E5%B8%81%22%5D"])
    // A list that no address holds is the whole one.
    let many = (0..<1000).map { "SYMBOL\($0)" }
    #expect(
      spot.requests(symbols: many, venue: .spot).map(\.target) == ["/api/v3/exchangeInfo"])
    #expect(spot.requests(symbols: many, venue: .spot).map(\.weight) == [20])
  }

  @Test(
    arguments: [
      ("time@1s", 1), ("depth_5000@15m", 900), ("ticker/24hr@8h", 28_800),
      ("exchangeInfo@1d", 86_400),
      ("trades", nil),
    ] as [(String, Int64?)])
  func `a time behind the name says how often`(text: String, seconds: Int64?) throws {
    let item = try #require(RestItem(text, venue: .spot))
    #expect(item.everyNs == seconds.map { $0 * CaptureLimits.secondNs })
    let requests = item.requests(symbols: ["A"], venue: .spot)
    #expect(requests.map(\.isPoll) == [seconds != nil])
  }

  @Test(arguments: [
    "time@", "time@0s", "time@-1s", "time@1", "time@1w", "time@s", "time@99999999d",
  ])
  func `what is no time is refused`(text: String) { #expect(RestItem(text, venue: .spot) == nil) }

  @Test func `what is offered as an example can be asked for`() {
    #expect(RestItem.names(at: .spot).contains("depth_5000"))
    #expect(RestItem.names(at: .usdm).contains("openInterest"))
    #expect(RestItem.names(at: .coinm).contains("takerBuySellVol_5m"))
    #expect(RestItem("time", everyNs: CaptureLimits.secondNs - 1, venue: .spot) == nil)
  }
}
