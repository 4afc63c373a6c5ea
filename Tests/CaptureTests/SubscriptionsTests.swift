import Binance
import Capture
import Market
import Testing

@Suite struct SubscriptionsTests {
  private static func plans(
    _ names: [String], _ venue: BinanceSite = .spot, url: String? = nil, us: Bool = false
  ) -> [ConnectionPlan] {
    Subscriptions(
      names.map { StreamName($0) }, venue: venue,
      websocketURLs: url.map { [$0] } ?? [venue.websocketURLs[0]],
      hasMicroseconds: us
    ).plans
  }

  @Test func `a few streams are named in the URL`() {
    let plans = Self.plans(["btcusdt@trade", "btcusdt@depth@100ms"])
    #expect(
      plans.map { $0.urls[0] } == [
        "wss://stream.binance.com:9443/stream?streams=btcusdt@trade/btcusdt@depth@100ms"
      ])
    #expect(!plans[0].subscribes)
    #expect(
      Self.plans(["a@trade"], url: "ws://127.0.0.1:1/stream/", us: true)[0].urls[0]
        == "ws://127.0.0.1:1/stream?streams=a@trade&timeUnit=MICROSECOND")
    #expect(
      Self.plans(["币安人生usdt@trade"])[0].urls[0].hasSuffix(
        "?streams=%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9Fusdt@trade"))
  }

  @Test func `many streams are subscribed to, 1024 on a connection`() {
    let plans = Self.plans((0..<2500).map { "symbol\($0)usdt@trade" })
    #expect(plans.map(\.streams.count) == [1024, 1024, 452])
    #expect(Set(plans.map { $0.urls[0] }) == ["wss://stream.binance.com:9443/stream"])
    #expect(plans.map(\.subscribes) == [true, true, true])
    #expect(plans.flatMap(\.streams).map(\.text) == (0..<2500).map { "symbol\($0)usdt@trade" })
  }

  @Test(
    arguments: [
      ("btcusdt@bookTicker", "/public"), ("!bookTicker", "/public"), ("btcusdt@depth", "/public"),
      ("btcusdt@depth20@100ms", "/public"), ("btcusdt@rpiDepth@500ms", "/public"),
      ("btcusdt@trade", "/public"), ("btcusdt@aggTrade", "/market"),
      ("btcusdt@markPrice@1s", "/market"), ("btcusdt@kline_1m", "/market"),
      ("!forceOrder@arr", "/market"), ("!contractInfo", "/market"),
      ("btcusdt_perpetual@continuousKline_1m", "/market"), ("tradingSession", "/market"),
    ])
  func `USD-M streams go to the path that serves them`(name: String, path: String) {
    let url = Self.plans([name], .usdm)[0].urls[0]
    #expect(url.hasPrefix("wss://fstream.binance.com\(path)/stream?streams="))
  }

  @Test(
    arguments: [
      (.spot, "wss://stream.binance.com:9443"), (.us, "wss://stream.binance.us:9443"),
      (.vision, "wss://data-stream.binance.vision"),
      (.testnet, "wss://stream.testnet.binance.vision"),
    ] as [(BinanceSite, String)])
  func `all streams of other venues go to one address`(venue: BinanceSite, base: String) {
    let plans = Self.plans(["btcusd_perp@aggTrade", "btcusd_perp@depth@100ms"], venue)
    #expect(
      plans.map { $0.urls[0] } == [
        "\(base)/stream?streams=btcusd_perp@aggTrade/btcusd_perp@depth@100ms"
      ])
  }

  /// Sources disagree whether COIN-M has paths since 2026-04.
  @Test func `COIN-M streams have an address without a path, and one with it`() {
    let plans = Self.plans(["btcusd_perp@aggTrade", "btcusd_perp@depth"], .coinm)
    #expect(
      plans.map(\.urls) == [
        [
          "wss://dstream.binance.com/stream?streams=btcusd_perp@aggTrade",
          "wss://dstream.binance.com/market/stream?streams=btcusd_perp@aggTrade",
        ],
        [
          "wss://dstream.binance.com/stream?streams=btcusd_perp@depth",
          "wss://dstream.binance.com/public/stream?streams=btcusd_perp@depth",
        ],
      ])
    // An address with a path of its own is taken as it is.
    let given = Self.plans(["btcusd_perp@aggTrade"], .coinm, url: "ws://127.0.0.1:1/market")
    #expect(given.map(\.urls) == [["ws://127.0.0.1:1/market/stream?streams=btcusd_perp@aggTrade"]])
  }

  @Test func `USD-M streams of both paths take two connections`() {
    let plans = Self.plans(["a@trade", "a@kline_1m", "b@trade"], .usdm)
    #expect(plans.map { $0.streams.map(\.text) } == [["a@trade", "b@trade"], ["a@kline_1m"]])
  }

  @Test func `snapshots come with the streams that they begin, the rest at the start`() throws {
    let streams = ["a@depth", "a@trade", "b@trade"].map { StreamName($0) }
    var options = CaptureOptions(
      venue: .spot,
      subscriptions: Subscriptions(
        streams, venue: .spot, websocketURLs: ["ws://h"], hasMicroseconds: false),
      restURL: "http://h")
    options.symbols = ["A", "B"]
    options.restItems = try ["depth", "exchangeInfo"].map {
      try #require(RestItem($0, venue: .spot))
    }
    #expect(
      options.startRequests.map(\.target) == [
        "/api/v3/depth?symbol=B&limit=1000", "/api/v3/exchangeInfo?symbols=%5B%22A%22,%22B%22%5D",
      ])
    #expect(
      options.snapshotRequests(plan: 0).map(\.target) == ["/api/v3/depth?symbol=A&limit=1000"])
  }
}
