package import Basics
import Foundation
package import Market

/// Somewhere that finished candles are written to, in order.
package protocol CandleOutput {
  mutating func write(_ candle: Candle, symbol: String) throws
  /// Writes what is left. Called once, after the last candle.
  mutating func finish() throws
}

/// Comma-separated values: no header unless asked for, one candle a line.
package struct CSVCandleOutput: CandleOutput {
  private let columns: CandleColumns
  private let clock: WallClock?
  private let sink: any TextOutput
  private var line: [UInt8] = []

  package init(
    columns: CandleColumns, header: Bool, clock: WallClock?, sink: any TextOutput
  ) throws {
    self.columns = columns
    self.clock = clock
    self.sink = sink
    if header { try sink.line(columns.names.joined(separator: ",")) }
  }

  package mutating func write(_ candle: Candle, symbol: String) throws {
    guard columns == .all, clock == nil else {
      return try sink.line(columns.values(of: candle, clock: clock).joined(separator: ","))
    }
    line.removeAll(keepingCapacity: true)
    KlineText.append(candle, to: &line)
    try sink.write(line.span)
  }

  package mutating func finish() throws {}
}

/// One JSON object a line: the twelve columns by name, with symbol, interval, ids and completeness.
package struct JSONLinesCandleOutput: CandleOutput {
  private let columns: CandleColumns
  private let sink: any TextOutput

  package init(columns: CandleColumns, sink: any TextOutput) {
    self.columns = columns
    self.sink = sink
  }

  package mutating func write(_ candle: Candle, symbol: String) throws {
    try sink.line(CandleJSON.object(candle, symbol: symbol, columns: columns).text)
  }

  package mutating func finish() throws {}
}

extension Candle {
  /// What is to be said about its trades; empty where all are there one by one.
  package var caveat: String {
    guard isComplete else { return "incomplete" }
    return hasAggregates ? "complete by aggregates" : ""
  }
}

package enum CandleJSON {
  /// Columns of times and counts.
  package static let wholeColumns: Set<String> = ["open_time", "close_time", "trades"]

  /// Times and counts are numbers; prices and quantities are strings, as the exchange writes them.
  package static func object(_ candle: Candle, symbol: String, columns: CandleColumns) -> JSONValue
  {
    var pairs: [JSONValue.Member] = [
      ("symbol", .string(symbol)), ("interval", .string(candle.interval.rawValue)),
    ]
    for (name, value) in zip(columns.names, columns.values(of: candle, clock: nil))
    where name != "ignore" {
      pairs.append((name, wholeColumns.contains(name) ? .number(value) : .string(value)))
    }
    if columns == .all {
      pairs.append(("first_trade_id", .integer(candle.firstTradeId)))
      pairs.append(("last_trade_id", .integer(candle.lastTradeId)))
    }
    pairs.append(("complete", .bool(candle.isComplete)))
    if candle.hasAggregates { pairs.append(("by_aggregates", .bool(true))) }
    return .object(pairs)
  }
}
