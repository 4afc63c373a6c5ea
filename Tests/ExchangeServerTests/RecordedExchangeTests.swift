import Basics
import Feed
import Foundation
import Recording
import Replay
import TestSupport
import Testing

@testable import ExchangeServer

/// A recording served as an exchange, in virtual time.
struct RecordedExchangeTests {
  private static func recording(_ name: String) throws -> Recording {
    try Recording(paths: [PackageRoot.path + "/recordings/" + name])
  }

  private static func source(
    _ name: String, startUs: Int64? = nil, log: ((String) -> Void)? = nil
  ) throws -> RecordedExchange {
    let recording = try recording(name)
    return RecordedExchange(
      recording, contents: try RecordingContents(recording, .connections), startUs: startUs,
      log: log)
  }

  private static func paced(_ multiple: Int64) -> PlayHead.Pace {
    .speed(.paced(numerator: multiple, denominator: 1))
  }

  /// Text frames of a recording up to a time, as they are there.
  private static func frames(_ name: String, fromUs: Int64, untilUs: Int64) throws -> [String] {
    var frames: [String] = []
    var reader = RecordingReader(try recording(name))
    while case .frame(let frame)? = try reader.next(), frame.receivedNs / 1000 < untilUs {
      guard frame.kind == .text, frame.receivedNs / 1000 >= fromUs else { continue }
      frames.append(frame.payload.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) })
    }
    return frames
  }

  private static let demoStartUs: Int64 = 1_621_641_600_000_000
  private static let all = "/stream?streams=adabnb@trade/adabnb@kline_5m/adabnb@depth@100ms"

  @Test func `The seed's klines are there at once, as the wire wrote them`() throws {
    let exchange = TestExchange(source: try Self.source("seed"))
    let answer = exchange.get("/api/v3/klines?symbol=ADABNB&interval=5m")
    #expect(answer.status == 200)
    let body = String(decoding: answer.body, as: UTF8.self)
    #expect(
      body.hasPrefix(
        #"[[1621758600000,"0.00505500","0.00506300","0.00501400","0.00504600","81838.00000000","#
          + #"1621758899999,"412.45858000",263,"29382.00000000","148.02874200","0"],"#))
    let rows = body.split(separator: "],[").count
    #expect(rows == 5)
    exchange.run(ms: 100)
    #expect(exchange.get("/api/v3/klines?symbol=ADABNB&interval=5m").body == answer.body)
  }

  @Test func `Frames come byte for byte, wrapped as the client asks`() throws {
    let source = try Self.source("demo")
    let startUs = source.headUs
    let exchange = TestExchange(source: source) { $0.pace = Self.paced(60) }
    let combined = try exchange.open(Self.all)
    let raw = try exchange.open("/ws/adabnb@trade")
    exchange.run(ms: 10_000)
    let expected = try Self.frames("demo", fromUs: startUs, untilUs: exchange.core.headUs)
    #expect(expected.count > 1000)
    #expect(exchange.clients.texts(combined) == expected)
    let head = #"{"stream":"adabnb@trade","data":"#
    #expect(
      exchange.clients.texts(raw)
        == expected.filter { $0.hasPrefix(head) }.map {
          String($0.dropFirst(head.count).dropLast())
        })
  }

  @Test(arguments: ["1m", "5m", "1h"])
  func `Klines as of the play head equal the recording's candles`(interval: String) throws {
    let source = try Self.source("demo", startUs: Self.demoStartUs + 3 * 3_600_000_000 + 90_000_000)
    let exchange = TestExchange(source: source)
    let answer = exchange.get(
      "/api/v3/klines?symbol=ADABNB&interval=\(interval)&limit=1000"
        + "&startTime=\(Self.demoStartUs / 1000)")
    let rows = String(decoding: answer.body, as: UTF8.self).dropFirst(2).dropLast(2)
      .components(separatedBy: "],[").map { $0.replacingOccurrences(of: "\"", with: "") }
    let golden = try String(
      contentsOfFile: PackageRoot.path + "/recordings/demo/expected/candles-\(interval).csv",
      encoding: .utf8
    ).split(separator: "\n").map(String.init)
    #expect(rows.count == ["1m": 182, "5m": 37, "1h": 4][interval])
    // The golden file leaves out intervals without a trade; REST has flat rows there.
    let traded = rows.filter { !$0.contains(",0,0.00000000,0.00000000,0") }
    #expect(!traded.isEmpty && traded.dropLast() == golden.prefix(traded.count - 1))
    // The last one is not over.
    let last = (traded.last ?? "").split(separator: ",")
    let whole = golden[traded.count - 1].split(separator: ",")
    #expect(last.first == whole.first && last.dropFirst() != whole.dropFirst())
  }

  @Test func `Nothing is reported from the future`() throws {
    let source = try Self.source("demo", startUs: Self.demoStartUs + 1_800_000_000)
    let exchange = TestExchange(source: source)
    let headMs = exchange.core.headUs / 1000
    func numbers(_ target: String, _ pattern: String) throws -> [Int64] {
      let body = String(decoding: exchange.get(target).body, as: UTF8.self)
      return body.matches(of: try Regex(pattern, as: (Substring, Substring).self))
        .compactMap { Int64($0.output.1) }
    }
    let trades = try numbers("/api/v3/trades?symbol=ADABNB", #""time":(\d+)"#)
    #expect(trades.count == 500 && trades.allSatisfy { $0 <= headMs })
    let aggregates = try numbers("/api/v3/aggTrades?symbol=ADABNB", #""T":(\d+)"#)
    #expect(aggregates.count == 500 && aggregates.allSatisfy { $0 <= headMs })
    let opens = try numbers("/api/v3/klines?symbol=ADABNB&interval=1s", #"\[(\d+),"#)
    #expect(opens.count == 500 && opens.allSatisfy { $0 <= headMs })
    for range in ["startTime=\(headMs + 1)", "startTime=20&endTime=10", "endTime=0"] {
      #expect(
        exchange.get("/api/v3/klines?symbol=ADABNB&interval=1m&\(range)").body == Array("[]".utf8))
    }
    #expect(try numbers("/api/v3/time", #"(\d+)"#) == [headMs])
  }

  @Test func `The book is the snapshot with every change since`() throws {
    let untilUs = Self.demoStartUs + 1_200_000_000
    let exchange = TestExchange(source: try Self.source("demo", startUs: untilUs))
    var sides: [[String: String]] = [[:], [:]]
    var lastId = 0
    func apply(_ document: [String: Any], _ keys: [String]) {
      for (side, key) in keys.enumerated() {
        for level in document[key] as? [[String]] ?? [] {
          sides[side][level[0]] = level[1] == "0.00000000" ? nil : level[1]
        }
      }
    }
    func json(_ bytes: [UInt8]) -> [String: Any] {
      (try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any] ?? [:]
    }
    var waiting: [[String: Any]] = []
    var reader = RecordingReader(try Self.recording("demo"))
    while case .frame(let frame)? = try reader.next(), frame.receivedNs / 1000 < untilUs {
      let payload = frame.payload.withUnsafeBufferPointer { Array($0) }
      let text = String(decoding: payload.prefix(300), as: UTF8.self)
      if frame.kind == .response, text.contains("/api/v3/depth?") {
        let body = json(Array(payload.drop { $0 != 0x0A }))
        sides = [[:], [:]]
        apply(body, ["bids", "asks"])
        lastId = body["lastUpdateId"] as? Int ?? 0
      } else if text.hasPrefix(#"{"stream":"adabnb@depth@100ms""#) {
        waiting.append(json(payload)["data"] as? [String: Any] ?? [:])
      }
      guard lastId > 0 else { continue }
      for change in waiting where change["u"] as? Int ?? 0 > lastId {
        apply(change, ["b", "a"])
        lastId = change["u"] as? Int ?? 0
      }
      waiting = []
    }
    let answer = json(exchange.get("/api/v3/depth?symbol=ADABNB&limit=5000").body)
    #expect(answer["lastUpdateId"] as? Int == lastId)
    for (side, key) in ["bids", "asks"].enumerated() {
      let levels = answer[key] as? [[String]] ?? []
      #expect(levels.count > 10)
      #expect(levels.count == sides[side].count)
      #expect(levels.allSatisfy { sides[side][$0[0]] == $0[1] })
      let prices = levels.map { $0[0] }
      #expect(prices == (side == 0 ? prices.sorted(by: >) : prices.sorted()))
    }
  }

  @Test func `Streams that were not recorded are made from trades, and said so`() throws {
    final class Lines { var all: [String] = [] }
    let lines = Lines()
    let source = try Self.source("demo") { lines.all.append($0) }
    let exchange = TestExchange(source: source) { $0.pace = Self.paced(60) }
    let klines = try exchange.open("/ws/adabnb@kline_1m")
    let others = try exchange.open(
      "/stream?streams=adabnb@miniTicker/adabnb@ticker/adabnb@avgPrice/adabnb@depth5"
        + "/adabnb@aggTrade/adabnb@bookTicker/ADABNB@trade/btcusdt@trade")
    exchange.run(ms: 10_500)
    let closed = exchange.clients.texts(klines).filter { $0.contains(#""x":true"#) }
    #expect(closed.count == 10)
    let golden = try String(
      contentsOfFile: PackageRoot.path + "/recordings/demo/expected/candles-1m.csv", encoding: .utf8
    ).split(separator: "\n").prefix(10)
    for (text, row) in zip(closed, golden) {
      let columns = row.split(separator: ",")
      #expect(text.contains(#""t":\#(columns[0]),"T":\#(columns[6])"#))
      #expect(text.contains(#""o":"\#(columns[1])","c":"\#(columns[4])""#))
      #expect(text.contains(#""v":"\#(columns[5])","n":\#(columns[8])"#))
      #expect(text.contains(#""q":"\#(columns[7])","V":"\#(columns[9])","Q":"\#(columns[10])""#))
    }
    let texts = exchange.clients.texts(others)
    for event in ["24hrMiniTicker", "24hrTicker", "avgPrice", "aggTrade"] {
      #expect(texts.contains { $0.contains(#""e":"\#(event)""#) }, "\(event)")
    }
    #expect(texts.contains { $0.hasPrefix(#"{"stream":"adabnb@depth5","data":{"lastUpdateId":"#) })
    #expect(texts.allSatisfy { (try? JSONParser.parse(Array($0.utf8))) != nil })
    #expect(
      lines.all.sorted() == [
        #"stream "ADABNB@trade" is not in the recording: silent"#,
        #"stream "adabnb@aggTrade" was not recorded: made from trades"#,
        #"stream "adabnb@avgPrice" was not recorded: made from trades and klines"#,
        #"stream "adabnb@bookTicker" was not recorded, and nothing recorded shows it: silent"#,
        #"stream "adabnb@depth5" was not recorded: made from the recorded book"#,
        #"stream "adabnb@kline_1m" was not recorded: made from trades"#,
        #"stream "adabnb@miniTicker" was not recorded: made from trades and klines"#,
        #"stream "adabnb@ticker" was not recorded: made from trades and klines"#,
        #"stream "btcusdt@trade" is not in the recording: silent"#,
      ])
  }

  @Test func `With max a client gets 500 messages a second after a burst of 50`() throws {
    let exchange = TestExchange(source: try Self.source("demo")) {
      $0.pace = .speed(.max)
      $0.maxRate = 500
    }
    let client = try exchange.open(Self.all)
    exchange.run(ms: 5)
    #expect(exchange.clients.texts(client).count <= 52)
    exchange.run(ms: 2000)
    #expect((990...1052).contains(exchange.clients.texts(client).count))
  }

  @Test(arguments: ExchangeOptions.AtEnd.allCases)
  func `At the end clients are closed, kept, or begin again`(atEnd: ExchangeOptions.AtEnd) throws {
    let contents = try RecordingContents(try Self.recording("demo"), .connections)
    let startUs = contents.lastUs - 10_000_000
    let exchange = TestExchange(source: try Self.source("demo", startUs: startUs)) {
      $0.pace = Self.paced(100)
      $0.atEnd = atEnd
    }
    let client = try exchange.open(Self.all)
    exchange.run(ms: 110)
    exchange.finishSeeking()
    exchange.run(ms: 45)
    let expected = try Self.frames("demo", fromUs: startUs, untilUs: contents.lastUs + 1)
    #expect(!expected.isEmpty)
    let frames = exchange.clients.take(client)
    let texts = frames.filter { $0.opcode == .text }.map(\.text)
    #expect(Array(texts.prefix(expected.count)) == expected)
    switch atEnd {
    case .close:
      #expect(frames.last?.opcode == .close)
      #expect(exchange.clients.ended[client] == "closed")
    case .hold:
      #expect(texts == expected)
      #expect(exchange.clients.ended[client] == nil)
    case .loop:
      #expect(texts.count > expected.count)
      let again = texts.dropFirst(expected.count).prefix(expected.count)
      #expect(Array(again) == Array(expected.prefix(again.count)))
    }
  }

  @Test func `The head can wait for the first client`() throws {
    let source = try Self.source("demo")
    let startUs = source.headUs
    let exchange = TestExchange(source: source) { $0.startsOnConnect = true }
    exchange.run(ms: 5000)
    #expect(exchange.core.headUs == startUs)
    _ = try exchange.open("/ws/adabnb@trade")
    exchange.run(ms: 5000)
    #expect((4_990_000...5_010_000).contains(exchange.core.headUs - startUs))
  }

  @Test func `Faults befall a recording too, and a reconnect resumes at the head`() throws {
    let source = try Self.source("demo")
    let exchange = TestExchange(source: source) {
      $0.pace = Self.paced(60)
      $0.faults = FaultSchedule([FaultEvent(atMs: 2000, .cut)])
    }
    let first = try exchange.open(Self.all)
    exchange.run(ms: 3000)
    #expect(exchange.clients.ended[first] == "aborted")
    let resumedUs = exchange.core.headUs
    let second = try exchange.open(Self.all)
    exchange.run(ms: 1000)
    let expected = try Self.frames("demo", fromUs: resumedUs, untilUs: exchange.core.headUs)
    #expect(exchange.clients.texts(second) == expected)
  }

  @Test(arguments: [
    "duplicate", "error-message", "flipped-byte", "gap", "out-of-order", "reconnect", "torn-tail",
  ])
  func `A recording with faults of its own is served to its end`(name: String) throws {
    let exchange = TestExchange(source: try Self.source("faults/" + name)) {
      $0.pace = Self.paced(10_000)
    }
    let symbol = exchange.core.source.symbols.first ?? ""
    let client = try exchange.open("/ws/\(symbol.lowercased())@trade")
    for _ in 0..<2000 where !exchange.core.source.isOver { exchange.run(ms: 5) }
    #expect(exchange.core.source.isOver)
    #expect(!exchange.clients.texts(client).isEmpty)
    #expect(exchange.get("/api/v3/klines?symbol=\(symbol)&interval=1m").status == 200)
  }
}
