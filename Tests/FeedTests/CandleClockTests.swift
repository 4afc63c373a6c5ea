import Binance
import Market
import Recording
import Testing

@testable import Feed

/// When a strategy hears of a candle's end: by the first trade after it, by the exchange's kline, or by
/// any message two seconds past it.
struct CandleClockTests {
  typealias Frame = FeedRecording.Frame
  private static let startMs: Int64 = 1_704_067_200_000

  /// Writes down trades, and candles as `minute close trades`, incomplete ones with a question mark.
  private struct Heard: FeedSink {
    typealias Failure = Never
    var lines: [String] = []

    mutating func take(trade: Trade, source: TradeSource, at moment: borrowing FeedMoment) {
      lines.append("trade \(trade.id)")
    }

    mutating func take(candle: CandleEvent, at moment: borrowing FeedMoment) {
      guard case .closed(let candle) = candle else { return }
      let minute = (candle.openTimeMs - CandleClockTests.startMs) / 60_000
      let name = candle.interval == .m1 ? "" : " \(candle.interval.rawValue)"
      lines.append(
        "\(moment.name(candle.symbol).prefix(3))\(name) \(minute): \(candle.close) x\(candle.tradeCount)"
          + (candle.isComplete ? "" : "?"))
    }
  }

  private static func heard(
    _ frames: [Frame], intervals: [Interval] = [.m1]
  ) throws -> [String] {
    var options = FeedProcessor.Options()
    options.intervals = intervals
    options.closesInTime = true
    options.wanted = MessageKinds(.kline)
    var feed = FeedProcessor(options)
    var sink = Heard()
    let made = try FeedRecording(frames)
    var reader = RecordingReader(made.recording)
    while case .frame(let frame)? = try reader.next() { feed.process(frame, into: &sink) }
    return sink.lines
  }

  private static func trade(
    _ id: Int64, _ seconds: Double, _ price: String = "100.00000000", symbol: String = "BTCUSDT"
  ) -> Frame {
    .trade(id, ms: startMs + Int64(seconds * 1000), price: price, symbol: symbol)
  }

  private static func kline(
    minute: Int64, _ seconds: Double, trades: (first: Int64, last: Int64)?, isClosed: Bool = true,
    price: String = "100.00000000"
  ) -> Frame {
    let (open, sent) = (startMs + minute * 60_000, startMs + Int64(seconds * 1000))
    let count = trades.map { $0.last - $0.first + 1 } ?? 0
    let volume = "\(count).00000000"
    return Frame(
      receivedNs: (sent + 10) * 1_000_000,
      payload: #"{"stream":"btcusdt@kline_1m","data":{"e":"kline","E":\#(sent),"s":"BTCUSDT","k":"#
        + #"{"t":\#(open),"T":\#(open + 59_999),"s":"BTCUSDT","i":"1m","f":\#(trades?.first ?? -1),"#
        + #""L":\#(trades?.last ?? -1),"o":"\#(price)","c":"\#(price)","h":"\#(price)","#
        + #""l":"\#(price)","v":"\#(volume)","n":\#(count),"x":\#(isClosed),"q":"0.00000000","#
        + #""V":"0.00000000","Q":"0.00000000","B":"0"}}}"#)
  }

  @Test func `Within two seconds the trade comes first, and what it closes behind it`() throws {
    #expect(
      try Self.heard([Self.trade(1, 0), Self.trade(2, 61.9, "101.00000000")])
        == ["trade 1", "trade 2", "BTC 0: 100 x1?"])
  }

  @Test func `In a quiet market the close comes before the first trade after it`() throws {
    #expect(
      try Self.heard([Self.trade(1, 0), Self.trade(2, 30), Self.trade(3, 62)])
        == ["trade 1", "trade 2", "BTC 0: 100 x2?", "trade 3"])
  }

  @Test func `Intervals without trades are flat candles, each at its own end`() throws {
    #expect(
      try Self.heard([Self.trade(1, 0), Self.trade(2, 301, "101.00000000"), Self.trade(3, 370)])
        == [
          "trade 1", "BTC 0: 100 x1?", "BTC 1: 100 x0", "BTC 2: 100 x0", "BTC 3: 100 x0",
          "trade 2", "BTC 4: 100 x0", "BTC 5: 101 x1", "trade 3",
        ])
  }

  @Test func `Where ids are missing nobody knows what was traded, and nothing is flat`() throws {
    #expect(
      try Self.heard([Self.trade(1, 0), Self.trade(5, 301), Self.trade(6, 370)])
        == ["trade 1", "BTC 0: 100 x1?", "trade 5", "BTC 5: 100 x1?", "trade 6"])
  }

  @Test func `The exchange's own kline closes a candle, and proves it`() throws {
    let frames = [
      Self.trade(1, 0), Self.trade(2, 61),
      Self.kline(minute: 1, 100, trades: (2, 2), isClosed: false),
      Self.kline(minute: 1, 120.1, trades: (2, 2)), Self.trade(3, 120.2),
      Self.kline(minute: 2, 180.005, trades: (3, 4)), Self.trade(5, 181),
    ]
    #expect(
      try Self.heard(frames)
        == [
          "trade 1", "trade 2", "BTC 0: 100 x1?", "BTC 1: 100 x1", "trade 3",
          // Trade 4 has not come by then.
          "BTC 2: 100 x1?", "trade 5",
        ])
  }

  @Test func `A kline without trades is a proven flat candle`() throws {
    let frames = [
      Self.trade(1, 0), Self.kline(minute: 0, 60.1, trades: (1, 1)),
      Self.kline(minute: 1, 120.3, trades: nil), Self.trade(2, 121),
    ]
    #expect(try Self.heard(frames) == ["trade 1", "BTC 0: 100 x1?", "BTC 1: 100 x0", "trade 2"])
  }

  @Test func `A kline of trades that are still on their way closes nothing`() throws {
    let frames = [
      Self.trade(1, 59), Self.kline(minute: 0, 60.1, trades: (1, 1)),
      Self.kline(minute: 1, 120.1, trades: (2, 2)), Self.trade(2, 119), Self.trade(3, 121),
    ]
    #expect(
      try Self.heard(frames) == [
        "trade 1", "BTC 0: 100 x1?", "trade 2", "trade 3", "BTC 1: 100 x1",
      ])
  }

  @Test func `Any message two seconds past the end closes, of whatever symbol, in order of time`()
    throws
  {
    let frames = [
      Self.trade(1, 0), Self.trade(7, 30, symbol: "ETHUSDT"), Self.trade(8, 190, symbol: "ETHUSDT"),
      Self.kline(minute: 4, 242, trades: nil, isClosed: false),
    ]
    #expect(
      try Self.heard(frames, intervals: [.m1, .m3])
        == [
          "trade 1", "trade 7", "BTC 0: 100 x1?", "ETH 0: 100 x1?", "BTC 1: 100 x0?",
          "ETH 1: 100 x0", "BTC 3m 0: 100 x1?", "BTC 2: 100 x0?", "ETH 3m 0: 100 x1?",
          "ETH 2: 100 x0", "trade 8", "BTC 3: 100 x0?", "ETH 3: 100 x1?",
        ])
  }

  @Test func `A message from far in the future closes nothing`() throws {
    var lying = Self.kline(minute: 0, 61, trades: nil, isClosed: false)
    lying.payload.replace("\"E\":\(Self.startMs + 61_000)", with: "\"E\":9000000000000")
    #expect(
      try Self.heard([Self.trade(1, 0), lying, Self.trade(2, 30)]) == ["trade 1", "trade 2"])
  }
}
