import Binance
import Market
import Recording
import TestSupport
import Testing

@testable import Feed

struct AuditorTests {
  typealias Frame = FeedRecording.Frame
  static let startMs: Int64 = 1_723_161_600_000

  /// Ten trades in one minute, then one in the next.
  static func trades() -> [Frame] {
    (0..<10).map {
      .trade(
        100 + $0, ms: startMs + $0 * 1000, price: "\(100 + $0).00000000", quantity: "2.00000000",
        isBuyerMaker: $0 % 2 == 0)
    } + [.trade(110, ms: startMs + 60_000)]
  }

  /// A kline of the trades from 100 to `last`, as the stream sends it.
  static func kline(
    _ ids: ClosedRange<Int64>, isClosed: Bool = false, volume: String? = nil, ms: Int64
  ) -> Frame {
    let numbers = ids.map { $0 - 100 }
    let quote = numbers.reduce(0) { $0 + (100 + $1) * 2 }
    let buys = numbers.filter { $0 % 2 == 1 }
    let buyQuote = buys.reduce(0) { $0 + (100 + $1) * 2 }
    let open = 100 + numbers[0]
    let close = 100 + numbers[numbers.count - 1]
    return Frame(
      receivedNs: ms * 1_000_000,
      payload: #"{"stream":"btcusdt@kline_1m","data":{"e":"kline","E":\#(ms),"s":"BTCUSDT","k":{"#
        + #""t":\#(startMs),"T":\#(startMs + 59_999),"s":"BTCUSDT","i":"1m","f":\#(ids.lowerBound),"#
        + #""L":\#(ids.upperBound),"o":"\#(open).00000000","c":"\#(close).00000000","#
        + #""h":"\#(close).00000000","l":"\#(open).00000000","#
        + #""v":"\#(volume ?? "\(numbers.count * 2).00000000")","n":\#(numbers.count),"#
        + #""x":\#(isClosed),"q":"\#(quote).00000000","V":"\#(buys.count * 2).00000000","#
        + #""Q":"\#(buyQuote).00000000","B":"0"}}}"#)
  }

  static func report(_ frames: [Frame]) throws -> AuditReport {
    let made = try FeedRecording(frames)
    let contents = try RecordingContents(made.recording, .messages())
    var auditor = Auditor(made.recording, contents, InstrumentNames())
    var feed = FeedProcessor(auditor.options)
    try BatchReader(made.recording, decoder: feed.decoder).run {
      feed.fold(&$0, into: &auditor)
      return true
    }
    feed.finish(into: &auditor)
    withExtendedLifetime(made) {}
    return auditor.finish(feed.symbols)
  }

  static func counts(_ frames: [Frame]) throws -> [String: Int] {
    let report = try report(frames)
    var counts: [String: Int] = [:]
    for row in report.rows {
      for (name, count) in zip(KlineVerdict.names, row.counts) where count > 0 {
        counts[name, default: 0] += count
      }
    }
    return counts
  }

  @Test func `klines that follow from the trades are equal, also before their trades have come`()
    throws
  {
    var frames = Self.trades()
    frames.insert(Self.kline(100...106, ms: Self.startMs + 4500), at: 5)
    frames.append(Self.kline(100...109, isClosed: true, ms: Self.startMs + 60_100))
    #expect(try Self.counts(frames) == ["equal": 2])
  }

  @Test func `a kline whose last trade never comes holds back no other`() throws {
    var frames = [Self.kline(100...100_109, ms: Self.startMs)]
    frames += (0..<Auditor.waitingMax).map { _ in Self.kline(100...109, ms: Self.startMs + 1) }
    frames += Self.trades()
    #expect(
      try Self.counts(frames) == ["trades missing": 1, "equal": Auditor.waitingMax])
  }

  @Test func `a kline that began before the recording is continued from frame to frame`() throws {
    var frames = Array(Self.trades()[4...])
    frames.insert(Self.kline(100...105, ms: Self.startMs + 5500), at: 2)
    frames.insert(Self.kline(100...108, ms: Self.startMs + 8500), at: 6)
    #expect(try Self.counts(frames) == ["before recording": 1, "continued": 1])
  }

  @Test func `missing trades and a recording that ends early are distinguished`() throws {
    var frames = Self.trades()
    frames.remove(at: 3)
    frames.append(Self.kline(100...109, isClosed: true, ms: Self.startMs + 60_100))
    #expect(try Self.counts(frames) == ["trades missing": 1])
    let early = Array(Self.trades()[..<5]) + [Self.kline(100...108, ms: Self.startMs + 8_500)]
    #expect(try Self.counts(early) == ["after recording": 1])
  }

  @Test func `a kline that differs is listed with both figures`() throws {
    let frames =
      Self.trades() + [
        Self.kline(
          100...109, isClosed: true, volume: "20.00000001", ms: Self.startMs + 60_100)
      ]
    let report = try Self.report(frames)
    #expect(report.differenceCount == 1)
    #expect(
      report.differences.first?.fields == [
        FieldDifference(field: "volume", kline: "20.00000001", trades: "20.00000000")
      ])
  }

  /// Two aggregates, of trades 100…104 at 100 and of 105…109 at 101; klines cut the second one.
  @Test func `a kline may end within an aggregate, and only with its price and side`() throws {
    func aggregate(_ id: Int64, _ ids: ClosedRange<Int64>, _ price: Int, ms: Int64) -> Frame {
      Frame(
        receivedNs: ms * 1_000_000,
        payload: #"{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":\#(ms),"s":"BTCUSDT","#
          + #""a":\#(id),"p":"\#(price).00000000","q":"10.00000000","f":\#(ids.lowerBound),"#
          + #""l":\#(ids.upperBound),"T":\#(ms),"m":true,"M":true}}"#)
    }
    func kline(volume: Int, quote: Int) -> Frame {
      Frame(
        receivedNs: (Self.startMs + 3000) * 1_000_000,
        payload: #"{"stream":"btcusdt@kline_1m","data":{"e":"kline","E":1,"s":"BTCUSDT","k":{"#
          + #""t":\#(Self.startMs),"T":\#(Self.startMs + 59_999),"s":"BTCUSDT","i":"1m","f":100,"#
          + #""L":106,"o":"100.00000000","c":"101.00000000","h":"101.00000000","l":"100.00000000","#
          + #""v":"\#(volume).00000000","n":7,"x":false,"q":"\#(quote).00000000","#
          + #""V":"0.00000000","Q":"0.00000000","B":"0"}}}"#)
    }
    let aggregates = [
      aggregate(1, 100...104, 100, ms: Self.startMs + 1000),
      aggregate(2, 105...109, 101, ms: Self.startMs + 2000),
    ]
    #expect(
      try Self.counts(aggregates + [kline(volume: 14, quote: 1404)]) == ["cuts aggregate": 1])
    // 3 more units at 101 would be 303, and 11 more do not fit into the aggregate.
    #expect(try Self.counts(aggregates + [kline(volume: 13, quote: 1300)]) == ["differs": 1])
    #expect(try Self.counts(aggregates + [kline(volume: 21, quote: 2111)]) == ["differs": 1])
  }

  @Test func `REST klines are compared with whole candles, and the unfinished one is left alone`()
    throws
  {
    let rows =
      #"[[\#(Self.startMs),"100.00000000","109.00000000","100.00000000","109.00000000","#
      + #""20.00000000",\#(Self.startMs + 59_999),"2090.00000000",10,"10.00000000","1050.00000000","0"],"#
      + #"[\#(Self.startMs + 60_000),"100.00000000","100.00000000","100.00000000","100.00000000","#
      + #""1.00000000",\#(Self.startMs + 119_999),"100.00000000",1,"1.00000000","100.00000000","0"]]"#
    let response = Frame(
      receivedNs: (Self.startMs + 61_000) * 1_000_000, connection: 0, kind: .response,
      payload: #"{"method":"GET","status":200,"#
        + #""url":"https://api.binance.com/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=2"}"#
        + "\n" + rows)
    let before = Frame.trade(99, ms: Self.startMs - 500)
    #expect(
      try Self.counts([before] + Self.trades() + [response]) == ["equal": 1, "unfinished": 1])
  }
}
