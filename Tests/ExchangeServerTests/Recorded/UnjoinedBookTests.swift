import Testing

@testable import ExchangeServer

/// No book is served that was never joined, or is not any more.
struct UnjoinedBookTests {
  private static func update(_ first: Int, _ last: Int, ms: Int64) -> MadeRecording.Record {
    .frame(
      1, ms: ms, "btcusdt@depth",
      #"{"e":"depthUpdate","E":1723075202000,"s":"BTCUSDT","U":\#(first),"u":\#(last),"b":[],"#
        + #""a":[["101.00000000","2.00000000"]]}"#)
  }

  private static func snapshot(_ id: Int, ms: Int64) -> MadeRecording.Record {
    .response(
      ms: ms, "https://api.binance.com/api/v3/depth?symbol=BTCUSDT&limit=1000",
      #"{"lastUpdateId":\#(id),"bids":[["99.00000000","1.00000000"]],"asks":[]}"#)
  }

  @Test
  func `depth is empty while ids have jumped or the snapshot is too old, and the log says so`()
    throws
  {
    let made = try MadeRecording([
      .opened(1, ms: 0, "wss://stream.binance.com:9443/stream?streams=btcusdt@depth"),
      Self.update(101, 105, ms: 100), Self.snapshot(90, ms: 200), Self.update(106, 106, ms: 1100),
      Self.snapshot(106, ms: 1200), Self.update(107, 108, ms: 2100),
      Self.update(609, 610, ms: 3100), Self.update(611, 611, ms: 5000),
    ])
    let empty = #"{"lastUpdateId":0,"bids":[],"asks":[]}"#
    let full =
      #"{"lastUpdateId":108,"bids":[["99.00000000","1.00000000"]],"asks":[["101.00000000","2.00000000"]]}"#
    for (fromMs, body, reason) in [
      (1150, empty, "the snapshot of 90 is older than the first update, which begins at 101"),
      (2500, full, nil), (4000, empty, "update ids jumped from 108 to 609"),
    ] as [(Int64, String, String?)] {
      var log: [String] = []
      let exchange = made.exchange(fromMs: fromMs, log: { log.append($0) })
      let answer = exchange.get("/api/v3/depth?symbol=BTCUSDT&limit=5").body
      #expect(String(decoding: answer, as: UTF8.self) == body)
      let said = reason.map {
        #"depth of "BTCUSDT" is answered as an empty book while it is not joined: "# + $0
      }
      #expect(log == (said.map { [$0] } ?? []))
    }
  }
}
