import Market
import Testing

@testable import Backtest

/// What a strategy in another language hears besides candles and fills.
struct PeerProtocolTests {
  /// Answers from a list, and keeps what it was sent without what every line says.
  private final class Peer: StrategyPeer {
    var lines: [String] = []
    private let answers: [String]

    init(_ answers: [String]) { self.answers = answers }

    func answer(to line: String) -> [UInt8] {
      lines.append(line)
      return Array((lines.count <= answers.count ? answers[lines.count - 1] : "[]").utf8)
    }

    func end() {}

    func events(_ key: String) -> [String] {
      lines.filter { $0.hasPrefix("{\"\(key)\"") }.map {
        String($0.prefix { $0 != "}" }) + "}"
      }
    }
  }

  @discardableResult
  private static func run(_ peer: Peer, _ candles: [Candle]) throws -> BacktestResult {
    var settings = BacktestSettings(interval: .m1)
    settings.fee = .zero
    settings.symbolNames = ["COINUSDT", "LATEUSDT"]
    var run = try Backtester(
      strategy: PeerStrategy(peer, parameters: [.init(name: "fast", value: "10")]),
      settings: settings)
    try run.setName("COINUSDT", for: coin)
    try run.setRules(SymbolRules(tickSize: amount("0.5")), for: coin)
    for candle in candles { try run.add(candle) }
    return try run.finish(symbols: names)
  }

  private static let flats = (1...4).map { flat($0, "100") }

  @Test func `The first line says what the run is about`() throws {
    let peer = Peer([])
    try Self.run(peer, Self.flats)
    #expect(
      peer.lines[0].contains(
        #""start":{"versions":[1,2],"interval":"1m","symbols":["COINUSDT","LATEUSDT"],"#
          + #""filters":{"COINUSDT":{"tickSize":0.5,"stepSize":null,"minNotional":null},"#
          + #""LATEUSDT":{"tickSize":null,"stepSize":null,"minNotional":null}},"#
          + #""parameters":{"fast":"10"}}"#))
    #expect(!peer.lines[1].contains("start"))
  }

  @Test func `A script of version 1 finds rejections in its next line`() throws {
    let peer = Peer([#"[{"buy":-1},{"cancel":77},{"buy":1,"symbol":"LATEUSDT"}]"#])
    let result = try Self.run(peer, Self.flats)
    #expect(result.rejectedCount == 3)
    #expect(peer.lines.count == 4)
    #expect(
      peer.lines[1].contains(
        #""rejected":[{"order":1,"symbol":"COINUSDT","code":-1013,"message":"quantity -1 is not positive""#
      ))
    #expect(peer.lines[1].contains(#"{"order":77,"symbol":null,"code":-2011,"#))
    #expect(peer.lines[1].contains("LATEUSDT has not traded yet"))
    #expect(!peer.lines[2].contains("rejected"))
  }

  @Test func `From version 2 on rejections and ends are lines, and instants where asked for`()
    throws
  {
    let peer = Peer([
      #"{"version":2,"hear":["instants"],"orders":[{"buy":-1,"clientId":"a","tag":"b"},"#
        + #"{"buy":1,"limit":90,"timeInForce":"IOC"}]}"#
    ])
    try Self.run(peer, Self.flats)
    #expect(
      peer.events("rejected") == [
        #"{"rejected":{"order":1,"symbol":"COINUSDT","code":-1013,"message":"quantity -1 is not positive","#
          + #""timeUs":120000000,"clientId":"a","tag":"b"}"#
      ])
    #expect(
      peer.events("ended") == [
        #"{"ended":{"order":2,"symbol":"COINUSDT","reason":"expired","#
          + #""timeUs":120000000}"#
      ])
    #expect(peer.events("instant").count == 4)
  }

  @Test func `Exits of an entry that waits can be moved and taken away`() throws {
    let peer = Peer([
      #"[{"buy":1,"limit":95,"takeProfit":110,"stopLoss":80}]"#, #"[{"replace":3,"limit":105}]"#,
      #"[{"cancel":2}]"#,
    ])
    let result = try Self.run(
      peer, Self.flats + [candle(5, "100 100 90 94"), candle(6, "94 108 70 80")])
    #expect(result.rejectedCount == 0)
    #expect(result.fills.map(\.price) == [amount("95"), amount("105")])
  }

  @Test func `Values to plot are in the report`() throws {
    let peer = Peer([
      #"{"version":2,"plot":{"rsi":31.25,"band":100}}"#, #"{"version":2,"plot":{"rsi":30}}"#,
    ])
    let result = try Self.run(peer, Self.flats)
    #expect(
      result.json().contains(
        #""plots":[{"name":"rsi","points":[[120000000,31.25],[180000000,30.0]]},"#
          + #"{"name":"band","points":[[120000000,100.0]]}]"#))
  }

  @Test func `Whoever asks hears of trades`() throws {
    let peer = Peer([#"{"version":2,"hear":["trades"]}"#])
    var run = try Backtester(strategy: PeerStrategy(peer), settings: settings(.tape))
    try run.setName("COINUSDT", for: coin)
    try run.add(trade(1, atUs: 1, "100"))
    try run.add(candle(0, "100 100 100 100"))
    try run.add(trade(2, atUs: minuteUs + 1, "101"))
    _ = try run.finish(symbols: names)
    #expect(
      peer.events("trade") == [
        #"{"trade":{"symbol":"COINUSDT","id":2,"price":101,"quantity":1,"isBuyerMaker":false,"#
          + #""timeUs":60000001}"#
      ])
  }
}
