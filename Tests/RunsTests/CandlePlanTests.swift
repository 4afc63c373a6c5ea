import Feed
import Market
import Recording
import RecordingSamples
import Runs
import TestSupport
import Testing

/// A plan looks at the range that is asked for.
struct CandlePlanTests {
  private static let hourNs: Int64 = 3_600_000_000_000
  /// The first trading day of BTCUSDT here.
  private static let onboardMs: Int64 = 1_569_398_400_000

  private let folder: TemporaryFolder
  private let recording: Recording

  /// In the first hour what the exchange says of BTCUSDT, and trades of ETHUSDT; in the second hour
  /// trades of BTCUSDT; in the third one a kline of it.
  init() throws {
    folder = try TemporaryFolder()
    let writer = try RecordingWriter(
      directory: folder.path, session: .test, options: .small(), startNs: startNs)
    try writer.append(
      #"{"method":"GET","url":"https://fapi.binance.com/fapi/v1/exchangeInfo","status":200}"#
        + "\n" + #"{"symbols":[{"symbol":"BTCUSDT","contractType":"PERPETUAL","#
        + #""onboardDate":\#(Self.onboardMs),"status":"TRADING"}]}"#, .response, on: 0)
    try writer.append(Sample.trade(of: "ETHUSDT", startNs), atNs: startNs + 1)
    try writer.append(
      Sample.trade(of: "BTCUSDT", startNs + Self.hourNs), atNs: startNs + Self.hourNs)
    try writer.append(Sample.kline(startNs + 2 * Self.hourNs), atNs: startNs + 2 * Self.hourNs)
    try writer.close(receivedNs: startNs + 2 * Self.hourNs)
    recording = try Recording(paths: [folder.path])
  }

  private static func range(hour: Int64) -> TimeRange {
    TimeRange(fromNs: startNs + hour * hourNs, toNs: startNs + (hour + 1) * hourNs)
  }

  @Test func `the source is what the range holds`() throws {
    #expect(try CandlePlan(CandleRequest(), of: recording).source == .trades)
    let second = try CandlePlan(CandleRequest(), of: recording, range: Self.range(hour: 1))
    #expect(second.source == .trades)
    let third = try CandlePlan(CandleRequest(), of: recording, range: Self.range(hour: 2))
    #expect(third.source == .klines)
    let market = try RecordingMarket(
      recording, range: Self.range(hour: 2), paths: [folder.path], request: CandleRequest(),
      takesAll: true)
    #expect(!market.hasTape)
  }

  /// Where all are meant, what most of them have; who lacks it is named.
  @Test func `the source of all is what most have`() throws {
    for (hour, source, names, leftOut) in [
      (0 as Int64, CandleSource.trades, ["ETHUSDT"], [String]()), (2, .klines, ["BTCUSDT"], []),
    ] {
      let plan = try CandlePlan(
        CandleRequest(), of: recording, range: Self.range(hour: hour), meansAll: true)
      #expect(plan.source == source && plan.symbolNames == names)
      #expect(plan.leftOutNames == leftOut)
    }
    // Both have trades, one klines.
    let all = try CandlePlan(CandleRequest(), of: recording, meansAll: true)
    #expect(all.source == .trades && all.leftOutNames == [])
    #expect(all.symbolNames.sorted() == ["BTCUSDT", "ETHUSDT"])
    let klines = try CandlePlan(CandleRequest(.klines), of: recording, meansAll: true)
    #expect(klines.symbolNames == ["BTCUSDT"] && klines.leftOutNames == ["ETHUSDT"])
  }

  @Test(arguments: [CandleSource.auto, .trades])
  func `first trading days are those of the whole recording`(
    source: CandleSource
  ) throws {
    let plan = try CandlePlan(
      CandleRequest(source, [.d3]), of: recording, range: Self.range(hour: 1))
    #expect(plan.anchors.bySymbol == ["BTCUSDT": Self.onboardMs / 86_400_000])
  }

  @Test func `a symbol that is silent in the range is said to be there outside of it`() throws {
    let request = CandleRequest(of: InstrumentRequest(["ETHUSDT"]))
    #expect(try CandlePlan(request, of: recording).source == .trades)
    let silent = #expect(throws: RunError.self) {
      try CandlePlan(request, of: recording, range: Self.range(hour: 1))
    }
    #expect(
      silent?.description
        == "the recording holds no trades or klines of ETHUSDT in this range; it does outside of it"
    )
    let absent = #expect(throws: RunError.self) {
      try CandlePlan(
        CandleRequest(of: InstrumentRequest(["ETHUSD"])), of: recording, range: Self.range(hour: 1))
    }
    #expect(
      absent?.description.hasPrefix("the recording holds no trades or klines of ETHUSD. ") == true)
  }
}
