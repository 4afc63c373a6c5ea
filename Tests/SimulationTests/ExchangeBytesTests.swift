import Binance
import Market
import Simulation
import Testing

/// What the simulated exchange sends and answers stays the same byte for byte, on every venue.
struct ExchangeBytesTests {
  /// FNV-1a.
  private struct Hash {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ bytes: [UInt8]) {
      for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
  }

  private static func market(_ symbol: String, _ venue: Venue) throws -> ExchangeMarket {
    var options = ExchangeMarketOptions(
      symbol: symbol, venue: venue, seed: 5, startMs: ExchangeMarketTests.startMs)
    options.historyMs = 20 * 3_600_000
    options.rateMilli = 400
    options.tradesKept = 1 << 13
    return try ExchangeMarket(options)
  }

  /// Every answer, each with a line feed behind it.
  private static func answers(_ market: ExchangeMarket) -> [UInt8] {
    var bytes: [UInt8] = []
    let nowMs = market.clockUs / 1000
    let appends: [(inout [UInt8]) -> Void] = [
      { market.appendDepth(limit: 20, to: &$0) },
      { market.appendTrades(fromId: nil, limit: 50, to: &$0) },
      { market.appendAggTrades(fromId: nil, startMs: nil, endMs: nil, limit: 50, to: &$0) },
      {
        market.appendAggTrades(
          fromId: nil, startMs: nowMs - 60_000, endMs: nowMs - 5000, limit: 50, to: &$0)
      },
      { market.appendAveragePrice(to: &$0) },
      { market.appendPriceTicker(to: &$0) },
      { market.appendBookTicker(to: &$0) },
      { market.appendDayTicker(isMini: false, to: &$0) },
      { market.appendDayTicker(isMini: true, to: &$0) },
      { ExchangeMarket.appendExchangeInfo([market.profile], serverMs: nowMs, to: &$0) },
    ]
    for append in appends {
      append(&bytes)
      bytes.append(10)
    }
    for interval in Interval.allCases {
      market.appendKlines(interval, startMs: nil, endMs: nil, limit: 60, to: &bytes)
      market.appendKlines(
        interval, startMs: nowMs - 7_200_000, endMs: nowMs - 120_000, limit: 10, to: &bytes)
      bytes.append(10)
    }
    return bytes
  }

  @Test(
    arguments: [
      ("ADABNB", .spot, 7_725_917_114_036_579_435, 13_325_270_353_759_171_052),
      ("BTCUSDT", .usdm, 16_362_588_152_970_608_037, 9_501_768_238_065_284_857),
      ("BTCUSD_PERP", .coinm, 339_379_990_689_813_102, 14_267_735_413_073_590_113),
      ("ETHUSD_210625", .coinm, 16_671_558_817_626_523_762, 8_827_723_290_858_454_707),
    ] as [(String, Venue, UInt64, UInt64)])
  func `frames and answers`(
    symbol: String, venue: Venue, frameHash: UInt64, answerHash: UInt64
  ) throws {
    var market = try Self.market(symbol, venue)
    for stream in MarketStream.all.indices { market.setWanted(stream, true) }
    var (frames, answers) = (Hash(), Hash())
    answers.add(Self.answers(market))
    var frame = MarketFrame()
    // By streams, so that the order of streams that send in the same moment does not count.
    var texts: [[UInt8]] = Array(repeating: [], count: MarketStream.all.count)
    let endUs = market.clockUs + 90_000_000
    while market.next(untilUs: endUs, into: &frame) != nil {
      texts[frame.stream] += Array("\(frame.sentUs) ".utf8) + frame.text
    }
    for text in texts { frames.add(text) }
    answers.add(Self.answers(market))
    #expect(frames.value == frameHash)
    #expect(answers.value == answerHash)
  }
}
