import Archive
import Binance
import Market
import Recording
import TestSupport
import Testing

@testable import Feed

/// The same symbol at two venues is two instruments, wherever a frame says where it is from.
struct InstrumentTests {
  typealias Frame = FeedRecording.Frame
  static let startMs: Int64 = 1_723_161_600_000

  /// Spot on connection 1, USD-M on connection 2, trade by trade at twice the price; ids of both overlap.
  static func streams(count: Int64 = 6) -> [Frame] {
    let hosts = ["stream.binance.com:9443", "fstream.binance.com/public"]
    return hosts.enumerated().map { number, host in
      Frame(
        receivedNs: startMs * 1_000_000, connection: UInt32(number + 1), kind: .opened,
        payload: #"{"url":"wss://\#(host)/stream?streams=btcusdt@trade"}"#)
    }
      + (0..<count).flatMap { index -> [Frame] in
        let ms = startMs + index * 20_000
        return [
          .trade(100 + index, ms: ms, price: "100.00000000"),
          .trade(102 + index, ms: ms, price: "200.00", quantity: "2.000", connection: 2),
        ]
      }
  }

  /// The same as rows of archives, which name their venues themselves.
  static func rows(count: Int64 = 6) -> [Frame] {
    (0..<count).flatMap { index -> [Frame] in
      let ms = startMs + index * 20_000
      return [("spot", 100, "100.00000000", 1), ("usdm", 102, "200.00", 2)].map {
        venue, firstId, price, quantity in
        Frame(
          receivedNs: ms * 1_000_000, connection: 0, kind: .archive,
          payload: #"{"data":"trades","venue":"\#(venue)","symbol":"BTCUSDT"}"# + "\n"
            + "\(Int64(firstId) + index),\(price),\(quantity).000,1.0,\(ms),true\n")
      }
    }
  }

  /// What the feed makes of frames: candle by candle the instrument, open, high, low, close and volume.
  static func candles(
    _ frames: [Frame], _ instruments: InstrumentNames = InstrumentNames()
  ) throws -> [String] {
    var options = FeedProcessor.Options()
    options.intervals = [.m1]
    options.instruments = instruments
    let made = try FeedRecording(frames, blockRawBytes: 600)
    let fast = try NamedCandles(options).runFast(made)
    #expect(try NamedCandles(options).runFrameByFrame(made) == fast)
    return fast
  }

  @Test(arguments: [streams(), rows()])
  func `two venues make two series, whoever foresaw it`(frames: [Frame]) throws {
    let spot = ["100 100 100 100 3", "100 100 100 100 3"]
    let usdm = ["200 200 200 200 6", "200 200 200 200 6"]
    #expect(
      Set(try Self.candles(frames))
        == Set(spot.map { "BTCUSDT \($0)" } + usdm.map { "usdm:BTCUSDT \($0)" }))
    let both = InstrumentNames(
      among: [Instrument(.spot, "BTCUSDT"), Instrument(.usdm, "BTCUSDT")])
    #expect(
      Set(try Self.candles(frames, both))
        == Set(spot.map { "spot:BTCUSDT \($0)" } + usdm.map { "usdm:BTCUSDT \($0)" }))
    let one = InstrumentNames([Instrument(.usdm, "BTCUSDT")])
    #expect(try Self.candles(frames, one) == usdm.map { "BTCUSDT \($0)" })
  }

  @Test(arguments: [streams(), rows()])
  func `ids of one venue fill no gap of another`(frames: [Frame]) throws {
    // Spot lacks 103, which USD-M has.
    let gapped = frames.filter { !$0.payload.contains("\"t\":103,\"p\":\"100") }
      .filter { !$0.payload.contains("\n103,100") }
    let log = try FeedLog(intervals: [.m1]).runFast(try FeedRecording(gapped))
    #expect(log.ledgers.map(\.missingCount) == [1, 0])
    #expect(log.ledgers.map(\.acceptedCount) == [5, 6])
  }

  @Test func `a frame of which nothing says the venue is of the first that has its symbol`() throws
  {
    let stray = Frame.trade(106, ms: Self.startMs + 115_000, connection: 9)
    #expect(
      Set(try Self.candles(Self.streams() + [stray]))
        == [
          "BTCUSDT 100 100 100 100 3", "BTCUSDT 100 100 100 100 4",
          "usdm:BTCUSDT 200 200 200 200 6",
        ])
  }

  @Test func `connections of another session are others, and so are those of another folder`()
    throws
  {
    let spot = Self.streams().filter { $0.connection == 1 }
    let usdm = Self.streams().filter { $0.connection == 2 }.map { frame in
      var frame = frame
      frame.connection = 1
      return frame
    }
    let (one, two) = (try FeedRecording(spot), try FeedRecording(usdm))
    let recording = try Recording(paths: [one.path, two.path])
    let contents = try RecordingContents(recording, .messages())
    #expect(contents.instruments == [Instrument(.spot, "BTCUSDT"), Instrument(.usdm, "BTCUSDT")])
    #expect(try RecordingContents(recording, .venues).venues == [.spot, .usdm])
    withExtendedLifetime((one, two)) {}
  }

  @Test func `venues are known without a look at all`() throws {
    let streams = try FeedRecording(Self.streams(count: 400), blockRawBytes: 600)
    #expect(try RecordingContents(streams.recording, .venues).venues == [.spot, .usdm])
    let rows = try FeedRecording(Self.rows(count: 400), blockRawBytes: 600)
    #expect(try RecordingContents(rows.recording, .venues).venues == [.spot, .usdm])
  }

  @Test func `a name is a symbol, or a venue and a symbol`() {
    #expect(Instrument("BTCUSDT") == Instrument(nil, "BTCUSDT"))
    #expect(Instrument("usdm:BTCUSDT") == Instrument(.usdm, "BTCUSDT"))
    #expect(Instrument("BTC/USDT:USDT") == Instrument(nil, "BTC/USDT:USDT"))
    for text in ["BTCUSDT", "coinm:BTCUSD_PERP", ":", "usdm:"] {
      #expect(Instrument(text).text == text)
    }
  }
}

/// The settled candles, each with the name of its instrument.
private struct NamedCandles: FeedSink {
  typealias Failure = Never

  private let options: FeedProcessor.Options
  private var lines: [String] = []

  init(_ options: FeedProcessor.Options) { self.options = options }

  func runFast(_ made: FeedRecording) throws -> [String] {
    var sink = self
    var feed = FeedProcessor(options)
    try BatchReader(made.recording, decoder: feed.decoder).run {
      feed.fold(&$0, into: &sink)
      return true
    }
    feed.finish(into: &sink)
    return sink.lines
  }

  func runFrameByFrame(_ made: FeedRecording) throws -> [String] {
    var sink = self
    var feed = FeedProcessor(options)
    var reader = RecordingReader(made.recording)
    while case .frame(let frame)? = try reader.next() { feed.process(frame, into: &sink) }
    feed.finish(into: &sink)
    return sink.lines
  }

  mutating func take(candle: CandleEvent, at moment: borrowing FeedMoment) {
    guard case .settled(let candle) = candle else { return }
    let prices = [candle.open, candle.high, candle.low, candle.close].map { "\($0)" }
    lines.append(
      "\(moment.name(candle.symbol)) \(prices.joined(separator: " ")) \(candle.volume)")
  }
}
