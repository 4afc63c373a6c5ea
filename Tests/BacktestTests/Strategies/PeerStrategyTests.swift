import Market
import Testing

@testable import Backtest

/// A peer that answers from a list, and keeps what it was sent.
private final class ScriptedPeer: StrategyPeer {
  var lines: [String] = []
  var hasEnded = false
  private let answers: [String]

  init(_ answers: [String]) { self.answers = answers }

  func answer(to line: String) -> [UInt8] {
    lines.append(line)
    return Array((lines.count <= answers.count ? answers[lines.count - 1] : "[]").utf8)
  }

  func end() { hasEnded = true }
}

/// Strategies in other languages, without the process.
struct PeerStrategyTests {
  private static func run(
    _ peer: ScriptedPeer, _ candles: [Candle]
  ) throws -> BacktestResult {
    var settings = BacktestSettings(interval: .m1)
    settings.fee = .zero
    var run = try Backtester(strategy: PeerStrategy(peer), settings: settings)
    try run.setName("COINUSDT", for: coin)
    for candle in candles { try run.add(candle) }
    return try run.finish(symbols: names)
  }

  @Test func `A candle and a fill are one line each`() throws {
    let peer = ScriptedPeer([#"[{"buy":2,"takeProfit":120,"stopLoss":"90"}]"#])
    let filters = #""tickSize":null,"stepSize":null,"minNotional":null,"#
    _ = try Self.run(peer, [candle(1, "100 101 99 100"), candle(2, "100 101 99 100.5")])
    #expect(
      peer.lines == [
        #"{"candle":{"symbol":"COINUSDT","interval":"1m","openTimeMs":60000,"closeTimeMs":119999,"#
          + #""open":100,"high":101,"low":99,"close":100,"volume":7,"quoteVolume":0,"#
          + #""takerBuyVolume":0,"takerBuyQuoteVolume":0,"tradeCount":1,"isComplete":true},"#
          + #""nowUs":120000000,"cash":10000,"equity":10000,"position":0,"sellable":0,"#
          + filters
          + #""isWarmingUp":false,"start":{"versions":[1,2],"interval":"1m","symbols":["COINUSDT"],"#
          + #""filters":{"COINUSDT":{"tickSize":null,"stepSize":null,"minNotional":null}},"#
          + #""parameters":{}},"openOrders":[]}"#,
        #"{"fill":{"number":1,"order":1,"symbol":"COINUSDT","side":"buy","price":100,"#
          + #""quantity":2,"value":200,"fee":0,"feeIn":"base","isMaker":false,"timeUs":120000000,"#
          + #""reason":"signal"},"#
          + #""nowUs":120000000,"cash":9800,"equity":10000,"position":2,"sellable":2,"#
          + filters + #""isWarmingUp":false,"openOrders":["#
          + #"{"id":2,"symbol":"COINUSDT","side":"sell","quantity":2,"filled":0,"stop":90},"#
          + #"{"id":3,"symbol":"COINUSDT","side":"sell","quantity":2,"filled":0,"limit":120}]}"#,
        #"{"candle":{"symbol":"COINUSDT","interval":"1m","openTimeMs":120000,"closeTimeMs":179999,"#
          + #""open":100,"high":101,"low":99,"close":100.5,"volume":7,"quoteVolume":0,"#
          + #""takerBuyVolume":0,"takerBuyQuoteVolume":0,"tradeCount":1,"isComplete":true},"#
          + #""nowUs":180000000,"cash":9800,"equity":10001,"position":2,"sellable":2,"#
          + filters + #""isWarmingUp":false,"openOrders":["#
          + #"{"id":2,"symbol":"COINUSDT","side":"sell","quantity":2,"filled":0,"stop":90},"#
          + #"{"id":3,"symbol":"COINUSDT","side":"sell","quantity":2,"filled":0,"limit":120}]}"#,
      ])
    #expect(peer.hasEnded)
  }

  static let orders: [(json: String, kind: Order.Kind, intent: Order.Intent)] = [
    (#"{"buy":2,"limit":99.5}"#, .limit(amount("99.5")), .quantity(.buy, sum("2"))),
    (#"{"buy":"2","limitMaker":99}"#, .limitMaker(amount("99")), .quantity(.buy, sum("2"))),
    (#"{"buy":2,"stop":101}"#, .stop(amount("101")), .quantity(.buy, sum("2"))),
    (
      #"{"buy":2,"stop":101,"limit":102}"#, .stopLimit(stop: amount("101"), limit: amount("102")),
      .quantity(.buy, sum("2"))
    ),
    (#"{"buy":1,"trail":0.02}"#, .trailingStop(Trail(ratio("0.02"))), .quantity(.buy, sum("1"))),
    (
      #"{"buy":1,"trailAmount":2,"trailFrom":105}"#,
      .trailingStop(Trail(amount: amount("2"), activation: amount("105"))),
      .quantity(.buy, sum("1"))
    ),
    (#"{"buyQuote":1e2}"#, .market, .quote(.buy, amount("100"))),
    (#"{"target":0.5,"symbol":"COINUSDT"}"#, .market, .target(ratio("0.5"))),
  ]

  @Test(arguments: orders)
  func `Every kind of order can be written`(
    json: String, kind: Order.Kind, intent: Order.Intent
  ) throws {
    var run = try Backtester(
      strategy: PeerStrategy(ScriptedPeer(["[\(json)]"])),
      settings: BacktestSettings(interval: .m1))
    try run.setName("COINUSDT", for: coin)
    try run.add(candle(1, "100 100 100 100"))
    try run.endInstant()
    let order = try #require(run.broker.openOrders.first)
    #expect(order.kind == kind)
    #expect(order.intent == intent)
    #expect(order.timeInForce == .goodTillCancelled)
  }

  @Test func `Lists, replacements and cancellations`() throws {
    let peer = ScriptedPeer([
      #"[{"buy":1,"limit":99,"timeInForce":"GTC"},{"buy":1,"limit":98}]"#,
      #"[{"cancel":1},{"replace":2,"limit":97,"buy":3},{"cancel":77}]"#,
      #"[{"cancelAll":true},{"buy":1,"oneCancelsOther":[{"limit":99},{"stop":101}]}]"#,
    ])
    var run = try Backtester(
      strategy: PeerStrategy(peer), settings: BacktestSettings(interval: .m1))
    var open: [[String]] = []
    for number in 1...3 as ClosedRange<Int64> {
      try run.add(flat(number, "100"))
      try run.endInstant()
      open.append(run.broker.openOrders.map { "\($0.id.rawValue) \($0.kind)" })
    }
    let kinds = run.broker.openOrders.map(\.kind)
    #expect(open.map(\.count) == [2, 1, 2])
    #expect(kinds == [.limit(amount("99")), .stop(amount("101"))])
    #expect(run.broker.openOrders.map(\.list) == [OrderID(rawValue: 4), OrderID(rawValue: 4)])
  }

  static let nonsense: [(answer: String, what: String)] = [
    ("", "the line ends too early: expected value"),
    ("hello", "'h' at byte 0 of the line: expected value"),
    (#"{"buy":1}"#, #"an answer that is an object begins with "version":2"#),
    (#"{"version":3}"#, #"an answer that is an object begins with "version":2"#),
    (#"{"version":2,"hear":["news"]}"#, #""news" is nothing to hear: there are instants, trades"#),
    ("7", "it is not an array"),
    ("[1]", "1 where an order, an object, is expected"),
    ("[{}]", "an order says what to do by one of target, buy"),
    (#"[{"buy":1,"limt":5}]"#, #""limt" means nothing here"#),
    (#"[{"buy":NaN}]"#, "'N' at byte 8 of the line: expected value"),
    (#"[{"buy":1,"buy":2}]"#, #""buy" comes twice"#),
    (#"[{"buy":true}]"#, #""buy" is true where an amount is expected"#),
    (#"[{"buy":1e400}]"#, #""buy" is 1e400 where an amount is expected"#),
    (#"[{"buy":"0.123456789"}]"#, #"where an amount is expected"#),
    (#"[{"buy":1,"timeInForce":"DAY"}]"#, "where GTC, IOC, FOK or GTD is expected"),
    (#"[{"buy":1,"timeInForce":"GTD"}]"#, #"GTD needs "untilMs""#),
    (#"[{"buy":1,"trailFrom":5}]"#, #""trailFrom" needs "trail""#),
    (#"[{"cancel":true}]"#, "where the number or id of an order is expected"),
    (#"[{"buy":1,"tag":""}]"#, #""tag" has from 1 to 36 bytes, not 0"#),
    ("[] []", "'[' at byte 3 of the line: trailing characters"),
    (#"[{"symbol":"\u12"#, "the line ends too early: invalid escape"),
    (String(repeating: "[", count: 100_000), "recursion limit exceeded"),
  ]

  @Test(arguments: nonsense)
  func `Nonsense is reported with the line and with what was expected`(
    answer: String, what: String
  ) throws {
    let error = #expect(throws: BacktestError.self) {
      try Self.run(ScriptedPeer(["[]", answer]), [flat(1, "100"), flat(2, "100"), flat(3, "100")])
    }
    guard case .strategyFailed(let text) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(text.contains("answer to line 2 "), "\(text)")
    #expect(text.contains(what), "\(text)")
    let isObject = answer.hasPrefix("{")
    #expect(
      text.contains(
        "expected  one line such as " + (isObject ? "{\"version\":2,\"orders\":" : "[]")))
    #expect(text.utf8.count < 600)
  }

  static let numbers: [(text: String, amount: String?)] = [
    ("0.30000000000000004", "0.3"), ("1e-05", "0.00001"), ("-2.5E+1", "-25"), ("1e-9", "0"),
    ("0.000000005", "0.00000001"), ("-0.000000005", "-0.00000001"), ("4.9e-9", "0"),
    ("123456789012345678901234567890123456789012345678901234567890e-58", "12.3456789"),
    ("92233720368.54775807", "92233720368.54775807"), ("160000000000.5", "160000000000.5"),
    ("0e999", "0"),
    ("1e999", nil), ("1e-999", "0"), ("1.", nil), (".5", nil), ("--1", nil), ("1e", nil), ("", nil),
  ]

  @Test(arguments: numbers)
  func `JSON numbers are rounded to the nearest unit`(text: String, expected: String?) {
    #expect(AmountSum(jsonNumber: text) == expected.map(sum))
  }
}
