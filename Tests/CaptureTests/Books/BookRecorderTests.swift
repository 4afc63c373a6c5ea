import Binance
import Capture
import Feed
import Market
import Recording
import Testing

/// The recorder and the feed beside it, with an exchange whose books are played here.
struct BookRecorderTests {
  private struct NoSink: FeedSink { typealias Failure = Never }

  private static func options(_ symbols: [String], rest: [String] = []) throws -> CaptureOptions {
    var request = CaptureRequest()
    request.symbols = symbols
    request.streams = ["depth@100ms"]
    request.answers = rest
    request.websocketURL = "ws://x"
    return try request.options()
  }

  /// The trial's recorder with the feed that looks at its records.
  private struct Rig: ~Copyable {
    fileprivate var trial: RecorderTrial
    var feed: LiveFeed<NoSink>
    private var looked = 0
    private var sequence: Int64 = 1

    init(_ options: CaptureOptions) {
      trial = RecorderTrial(options)
      feed = LiveFeed(
        options.feedOptions(interval: .m1), subscriptions: options.subscriptions, sink: NoSink())
    }

    /// The feed looks at what was recorded, and the recorder hears of it.
    mutating func look() {
      var buffer = RecordBuffer()
      for record in trial.records[looked...] {
        Array(record.text.utf8).withUnsafeBytes {
          buffer.append(
            receivedNs: trial.nowNs, connection: record.connection, kind: record.kind, $0)
        }
      }
      looked = trial.records.count
      let chunk = FrameChunk()
      chunk.records = buffer
      chunk.firstSequence = sequence
      sequence += Int64(buffer.frames.count)
      for notice in feed.take(chunk) { trial.handle(.noticed(notice)) }
    }

    mutating func update(_ symbol: String, _ first: Int, _ last: Int) {
      trial.read(
        #"{"stream":"\#(symbol.lowercased())@depth@100ms","data":{"e":"depthUpdate","E":1,"#
          + #""s":"\#(symbol)","U":\#(first),"u":\#(last),"b":[],"a":[]}}"#)
      look()
    }

    mutating func answer(_ id: Int) {
      guard let request = trial.asked.last else { return }
      trial.answer(request, #"{"lastUpdateId":\#(id),"bids":[],"asks":[]}"#)
      look()
    }

    var bookTexts: [String] { trial.records.filter { $0.kind == .book }.map(\.text) }
    var depthCount: Int { trial.asked.count { $0.endpoint == .depth } }
  }

  private static func opened(_ options: CaptureOptions) -> Rig {
    var rig = Rig(options)
    rig.trial.handle(.tick)
    rig.trial.handle(.opened(1, AnswerHead(status: 101)))
    rig.trial.handle(.tick)
    rig.look()
    return rig
  }

  @Test func `a depth stream gets a snapshot by itself, and others until one joins`() throws {
    var rig = Self.opened(try Self.options(["BTCUSDT"]))
    #expect(rig.trial.asked.map(\.target) == ["/api/v3/depth?symbol=BTCUSDT&limit=1000"])
    rig.update("BTCUSDT", 5001, 5005)
    rig.answer(4000)
    rig.trial.wait(seconds: 1.2)
    #expect(rig.depthCount == 2)
    rig.update("BTCUSDT", 5006, 5010)
    rig.answer(5008)
    rig.trial.wait(seconds: 100)
    #expect(rig.depthCount == 2)
    #expect(
      rig.bookTexts == [
        #"{"symbol":"BTCUSDT","joined":false,"updateId":-1,"reason":"noSnapshot","why":"no snapshot has come"}"#,
        #"{"symbol":"BTCUSDT","joined":false,"updateId":4000,"reason":"snapshotTooOld","why":"the snapshot of 4000 is older than the first update, which begins at 5001"}"#,
        #"{"symbol":"BTCUSDT","joined":true,"updateId":5010}"#,
      ])
    // Ids jump: a new snapshot, at once.
    rig.update("BTCUSDT", 5511, 5515)
    rig.trial.wait(seconds: 0.1)
    #expect(rig.depthCount == 3)
    rig.answer(5512)
    #expect(rig.bookTexts.last == #"{"symbol":"BTCUSDT","joined":true,"updateId":5515}"#)
    #expect(rig.trial.reports.contains { $0.name == "bookUnjoined" })
  }

  @Test func `snapshots go before all else that waits, in the order of the symbols`() throws {
    let symbols = (0..<30).map { "S\($0)USDT" }
    let options = try Self.options(symbols, rest: ["exchangeInfo", "klines_1m"])
    var trial = RecorderTrial(options)
    trial.handle(.tick)
    trial.handle(.opened(1, AnswerHead(status: 101)))
    var answered = 0
    while answered < trial.asked.count {
      trial.answer(trial.asked[answered], "{}")
      answered += 1
      trial.nowNs += 150_000_000
      trial.handle(.tick)
    }
    let endpoints = trial.asked.map(\.endpoint)
    #expect(endpoints.count == 61)
    // What was asked before the connection was open, then the books.
    let first = try #require(endpoints.firstIndex(of: .depth))
    #expect(first <= 2)
    #expect(endpoints[first..<(first + 30)].allSatisfy { $0 == .depth })
    #expect(trial.asked[first].target.contains("S0USDT"))
  }

  @Test func `snapshots can be declined`() throws {
    var request = CaptureRequest()
    request.symbols = ["BTCUSDT"]
    request.streams = ["depth"]
    request.websocketURL = "ws://x"
    request.takesSnapshots = false
    let rig = Self.opened(try request.options())
    #expect(rig.trial.asked.isEmpty)
  }
}
