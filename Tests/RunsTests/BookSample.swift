import Feed
import Recording
import RecordingSamples
import Runs
import TestSupport

/// A recording of one book, frame by frame.
struct BookSample {
  private let folder: TemporaryFolder
  private let writer: RecordingWriter
  private var timeNs = startNs

  init() throws {
    folder = try TemporaryFolder()
    writer = try RecordingWriter(
      directory: folder.path, session: .test, options: .small(), startNs: startNs)
    try open(1)
  }

  mutating func open(_ connection: UInt32) throws {
    try append(
      #"{"url":"wss://stream.binance.com:9443/stream?streams=btcusdt@depth@100ms"}"#, .opened,
      connection)
  }

  mutating func lose(_ connection: UInt32) throws {
    try append(#"{"reason":"gone"}"#, .lost, connection)
  }

  /// An update; `levels` as JSON: `["99.0","1.0"]`.
  mutating func update(
    _ first: Int, _ last: Int, previous: Int? = nil, bids: String = "", asks: String = "",
    on connection: UInt32 = 1
  ) throws {
    let pu = previous.map { #","pu":\#($0)"# } ?? ""
    try append(
      #"{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1,"s":"BTCUSDT","U":\#(first),"#
        + #""u":\#(last)\#(pu),"b":[\#(bids)],"a":[\#(asks)]}}"#, .text, connection)
  }

  mutating func snapshot(_ id: Int, bids: String = "", asks: String = "") throws {
    try append(
      #"{"method":"GET","url":"https://api.binance.com/api/v3/depth?symbol=BTCUSDT&limit=1000","#
        + #""status":200}"# + "\n"
        + #"{"lastUpdateId":\#(id),"bids":[\#(bids)],"asks":[\#(asks)]}"#, .response, 0)
  }

  /// Prices and quantities of the best bid and ask.
  mutating func ticker(_ id: Int, _ text: [String]) throws {
    try append(
      #"{"stream":"btcusdt@bookTicker","data":{"u":\#(id),"s":"BTCUSDT","b":"\#(text[0])","#
        + #""B":"\#(text[1])","a":"\#(text[2])","A":"\#(text[3])"}}"#, .text, 1)
  }

  mutating func best(_ id: Int, bids: String, asks: String) throws {
    try append(
      #"{"stream":"btcusdt@depth5@100ms","data":{"lastUpdateId":\#(id),"bids":[\#(bids)],"#
        + #""asks":[\#(asks)]}}"#, .text, 1)
  }

  /// What the recorder writes of its own.
  mutating func note(_ kind: FrameKind, _ text: String) throws { try append(text, kind, 0) }

  private mutating func append(_ text: String, _ kind: FrameKind, _ connection: UInt32) throws {
    timeNs += 100_000_000
    try writer.append(text, atNs: timeNs, kind, on: connection)
  }

  func close() throws -> Recording {
    try writer.close(receivedNs: timeNs)
    return try Recording(paths: [folder.path])
  }

  func check() throws -> FeedCheck { try FeedCheck(try close(), observe: { _ in }) }

  func audit() throws -> AuditRun {
    try AuditRun(close(), range: .all, InstrumentRequest(), observe: { _ in })
  }
}
