import Market
import Testing

@testable import Backtest

/// What becomes of orders that a script changes, lists or takes back.
struct PeerOrderTests {
  private final class Peer: StrategyPeer {
    var lines: [String] = []
    private let answers: [String]

    init(_ answers: [String]) { self.answers = answers }

    /// One answer for each candle.
    func answer(to line: String) -> [UInt8] {
      lines.append(line)
      let index = lines.count { $0.hasPrefix("{\"candle\"") } - 1
      let isCandle = line.hasPrefix("{\"candle\"") && index < answers.count
      return Array("{\"version\":2,\"orders\":\(isCandle ? answers[index] : "[]")}".utf8)
    }

    func end() {}

    /// Those of an order each, in order: `rejected 3 -2011`, `ended 2 cancelled`.
    var news: [String] {
      lines.compactMap { line in
        let pattern = #/^\{"(rejected|ended)":\{"order":(\d+),.*?"(?:code|reason)":"?([-a-z0-9]+)/#
        return line.firstMatch(of: pattern).map { "\($0.1) \($0.2) \($0.3)" }
      }
    }
  }

  private static func run(
    _ answers: [String], _ candles: [String], latencyUs: Int64 = 0
  ) throws -> (news: [String], result: BacktestResult, lines: [String]) {
    let peer = Peer(answers)
    var run = try Backtester(strategy: PeerStrategy(peer), settings: settings(latencyUs: latencyUs))
    try run.setName("COINUSDT", for: coin)
    for (index, text) in candles.enumerated() { try run.add(candle(Int64(index) + 1, text)) }
    let result = try run.finish(symbols: names)
    return (peer.news, result, peer.lines)
  }

  private static let flat = "100 100 100 100"

  private static func fills(_ result: BacktestResult) -> [String] {
    result.fills.map { "\($0.side) \($0.quantity) at \($0.price)" }
  }

  @Test func `A replacement keeps what it does not name`() throws {
    let sized = try Self.run(
      [#"[{"buy":1,"limit":90}]"#, #"[{"replace":1,"buy":2}]"#],
      [Self.flat, Self.flat, Self.flat, "100 100 80 85"])
    #expect(Self.fills(sized.result) == ["buy 2 at 90"])
    let moved = try Self.run(
      [
        #"[{"buy":1,"limit":90,"takeProfit":110,"stopLoss":80}]"#,
        #"[{"replace":1,"limit":95,"takeProfit":105}]"#,
      ], [Self.flat, Self.flat, "100 100 94 94", "94 94 79 79"])
    #expect(Self.fills(moved.result) == ["buy 1 at 95", "sell 1 at 80"])
  }

  @Test func `An exit that waits takes no size`() throws {
    let (news, result, lines) = try Self.run(
      [
        #"[{"buy":2,"limit":95,"takeProfit":110,"stopLoss":80}]"#,
        #"[{"replace":3,"sell":1,"limit":105}]"#,
      ], [Self.flat, Self.flat, "100 100 94 94", "94 111 94 94"])
    #expect(news.first == "rejected 3 -1013")
    #expect(lines.contains { $0.contains("only its kind can be replaced") })
    #expect(Self.fills(result) == ["buy 2 at 95", "sell 2 at 110"])
  }

  @Test(arguments: [0, 1_000_000 as Int64])
  func `A list is cancelled once, and each leg is reported`(_ latencyUs: Int64) throws {
    for way in [#"[{"cancelAll":true}]"#, #"[{"close":true}]"#, #"[{"cancel":2}]"#] {
      let (news, result, _) = try Self.run(
        [#"[{"buy":1,"takeProfit":110,"stopLoss":90}]"#, way],
        [Self.flat, Self.flat, Self.flat, Self.flat], latencyUs: latencyUs)
      #expect(news == ["ended 2 cancelled", "ended 3 cancelled"])
      #expect(result.rejectedCount == 0 && result.openOrderCount == 0)
    }
  }

  @Test func `A leg that ends because the other trades is reported`() throws {
    let (news, result, _) = try Self.run(
      [#"[{"buy":1,"takeProfit":110,"stopLoss":90}]"#], [Self.flat, Self.flat, "100 111 95 100"])
    #expect(Self.fills(result) == ["buy 1 at 100", "sell 1 at 110"])
    #expect(news == ["ended 2 cancelled"])
  }

  @Test func `A list that is refused is reported leg by leg`() throws {
    let answers = [
      #"[{"buy":1}]"#, #"[{"sell":1,"oneCancelsOther":[{"limit":107},{"stop":105}]}]"#,
    ]
    let (news, result, _) = try Self.run(answers, [Self.flat, Self.flat, Self.flat])
    #expect(news == ["rejected 3 -2010", "rejected 2 -2010"])
    #expect(result.openOrderCount == 0)
  }

  @Test func `A list is cancelled by the id that it was given`() throws {
    let list = #"{"sell":1,"oneCancelsOther":[{"limit":107},{"stop":90}],"clientId":"pair"}"#
    let (news, result, lines) = try Self.run(
      [#"[{"buy":1}]"#, "[\(list),\(list)]", #"[{"cancel":"pair"},{"cancel":"none"}]"#],
      [Self.flat, Self.flat, Self.flat, Self.flat])
    #expect(
      news == [
        "rejected 4 -2010", "rejected 5 -2010", "ended 2 cancelled", "ended 3 cancelled",
        "rejected 0 -2011",
      ])
    #expect(result.openOrderCount == 0)
    #expect(lines.contains { $0.contains("no order was given the id none") })
    let gone = try Self.run(
      [#"[{"buy":1,"clientId":"mine"}]"#, #"[{"cancel":"mine"},{"cancel":77}]"#],
      [Self.flat, Self.flat, Self.flat])
    #expect(
      gone.result.rejections.map(\.message) == [
        "Unknown order sent: no open order has the id mine",
        "Unknown order sent: no open order has the number 77",
      ])
  }

  @Test(arguments: [
    (
      #"{"buy":1,"limitMaker":90,"timeInForce":"IOC"}"#,
      "-1106 Parameter 'timeInForce' sent when not required"
    ),
    (
      #"{"buy":1,"takeProfit":100}"#,
      "-1013 the relationship of the prices for the orders is not correct: takes profit at 100, enters at 100"
    ),
    (#"{"buy":1,"limit":95,"takeProfit":94}"#, "takes profit at 94, enters at 95"),
    (#"{"sell":1,"limit":105,"takeProfit":106}"#, "takes profit at 106, enters at 105"),
    (
      #"{"buy":1,"stopLossShare":1.5}"#,
      "-1013 a stop's distance stopLossShare 1.5 is not between 0 and 1"
    ),
  ])
  func `Orders that mean nothing are refused in their own words`(
    _ order: String, _ words: String
  ) throws {
    let result = try Self.run(["[\(order)]"], [Self.flat, Self.flat]).result
    let text = result.rejections.map { "\($0.code.rawValue) \($0.message)" }
    #expect(text.count == 1 && text[0].contains(words), "\(text)")
  }

  @Test func `What is ordered during the warm-up is counted`() throws {
    var settings = settings()
    settings.warmUp = 2
    let order = { (broker: inout Broker) in _ = broker.buy(coin, quantity: sum("1")) }
    let strategy = Scripted(script: [0: order, 1: order, 2: order])
    let candles = (1...4).map { BacktestTests.flat($0, "100") }
    let result = try BacktestTests.run(strategy, candles, settings).result
    #expect(result.warmUpOrderCount == 2 && result.fills.count == 1)
  }
}
