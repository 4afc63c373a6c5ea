import Foundation
import TestSupport
import Testing

/// Small inputs like those that people met trouble with, made on the spot, and a strategy in Python that
/// plays a plan.
struct FieldCase {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Midnight of 1 January 2024.
  static let startMs: Int64 = 1_704_067_200_000

  /// A file of the archive's own name and layout, without header.
  func csv(_ name: String, _ rows: [String]) throws -> String {
    try folder.write(name, Array((rows.joined(separator: "\n") + "\n").utf8))
  }

  /// Hours of `open,high,low,close,volume`.
  func hours(_ name: String, from hour: Int64 = 0, _ prices: [String]) throws -> String {
    try csv(
      name,
      prices.enumerated().map { "\(Self.startMs + (hour + Int64($0)) * 3_600_000),\($1)" })
  }

  /// A recording of trades: seconds after midnight, price, quantity, and who took.
  func recording(
    _ trades: [(seconds: Double, price: String, quantity: String, isBuyerMaker: Bool)]
  ) throws -> String {
    let rows = try trades.enumerated().map { number, trade in
      let ms = Self.startMs + Int64(trade.seconds * 1000)
      let paid =
        try #require(Decimal(string: trade.price)) * #require(Decimal(string: trade.quantity))
      return "\(1000 + number),\(trade.price),\(trade.quantity),\(paid),\(ms),"
        + "\(trade.isBuyerMaker ? "True" : "False"),True"
    }
    return try imported([try csv("ADABNB-trades-2024-01-01.csv", rows)])
  }

  func imported(_ files: [String]) throws -> String {
    let path = folder.file("recording")
    let run = try ToolRun(arguments: ["import", "binance-archive"] + files + ["--output", path])
    #expect(run.status == 0, "\(run.errors)")
    return path
  }

  /// A command that gives these orders at the n-th candle, and at the n-th fill as `fill1`, and writes
  /// down what it hears.
  func plan(_ plan: String) throws -> String {
    try folder.write("plan.json", Array(plan.utf8))
    return try script(
      """
      import json, sys
      plan, count = json.load(open("plan.json")), 0
      log = open("heard", "w")
      for line in sys.stdin:
          event, orders = json.loads(line), []
          log.write(line); log.flush()
          if "candle" in event: orders, count = plan.get(str(count), []), count + 1
          elif "fill" in event: orders = plan.get("fill%d" % event["fill"]["number"], [])
          print(json.dumps(orders), flush=True)
      """)
  }

  func script(_ body: String) throws -> String {
    try folder.write("strategy.py", Array(body.utf8))
    return "exec /usr/bin/python3 strategy.py"
  }

  /// What the plan's command has heard, line by line.
  func heard() throws -> [[String: Any]] {
    try String(contentsOfFile: folder.file("heard"), encoding: .utf8).split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  /// `tool backtest … --json`, parsed.
  func backtest(_ arguments: String...) throws -> [String: Any] {
    let run = try ToolRun(arguments: ["backtest"] + arguments + ["--json"], in: folder.path)
    #expect(run.status == 0, "\(run.errors)")
    let json = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    return try #require(json as? [String: Any])
  }

  /// `3 at 101 of 1003`, `maker` where it rested.
  static func fills(_ result: [String: Any]) -> [String] {
    let list = result["fillList"] as? [[String: Any]] ?? []
    return list.map { fill in
      let proof = (fill["tradeId"] as? Int).map { " of \($0)" } ?? ""
      let maker = fill["isMaker"] as? Bool == true ? " maker" : ""
      return "\(text(fill["quantity"])) at \(text(fill["price"]))\(proof)\(maker)"
    }
  }

  private static func text(_ number: Any?) -> String {
    (number as? NSNumber).map { "\($0)" } ?? "nothing"
  }
}
