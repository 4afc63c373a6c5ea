import Basics
import Foundation
import Market

/// Somewhere that finished candles are written to, in order.
protocol CandleOutput {
  mutating func write(_ candle: Candle, symbol: String) throws
  /// Writes what is left. Called once, after the last candle.
  mutating func finish() throws
}

/// Comma-separated values: no header unless asked for, one candle a line.
struct CSVCandleOutput: CandleOutput {
  let columns: CandleColumns
  let clock: WallClock?
  let sink: TextSink
  private var line: [UInt8] = []

  init(columns: CandleColumns, header: Bool, clock: WallClock?, sink: TextSink) throws {
    self.columns = columns
    self.clock = clock
    self.sink = sink
    if header { try sink.line(columns.names.joined(separator: ",")) }
  }

  mutating func write(_ candle: Candle, symbol: String) throws {
    guard columns == .all, clock == nil else {
      return try sink.line(columns.values(of: candle, clock: clock).joined(separator: ","))
    }
    line.removeAll(keepingCapacity: true)
    KlineText.append(candle, to: &line)
    try sink.write(line.span)
  }

  mutating func finish() throws {}
}

/// One JSON object a line: the twelve columns by name, with symbol, interval, ids and completeness.
struct JSONLinesCandleOutput: CandleOutput {
  let columns: CandleColumns
  let sink: TextSink

  mutating func write(_ candle: Candle, symbol: String) throws {
    try sink.line(CandleJSON.object(candle, symbol: symbol, columns: columns).text)
  }

  mutating func finish() throws {}
}

enum CandleJSON {
  /// Columns of times and counts.
  static let wholeColumns: Set<String> = ["open_time", "close_time", "trades"]

  /// Times and counts are numbers; prices and quantities are strings, as the exchange writes them.
  static func object(_ candle: Candle, symbol: String, columns: CandleColumns) -> JSONValue {
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
    return .object(pairs)
  }
}

/// A table for people, in right-aligned columns as wide as their widest value.
struct TableCandleOutput: CandleOutput {
  /// Rows that widths are measured on; a longer table is written in parts of so many.
  private static let partRows = 10_000

  let columns: CandleColumns
  let clock: WallClock
  let sink: TextSink
  private var rows: [[String]] = []
  private var widths: [Int] = []
  private var hasHeader = false

  init(columns: CandleColumns, clock: WallClock, sink: TextSink) {
    self.columns = columns
    self.clock = clock
    self.sink = sink
  }

  mutating func write(_ candle: Candle, symbol: String) throws {
    rows.append(columns.values(of: candle, clock: clock) + [candle.isComplete ? "" : "incomplete"])
    if rows.count == Self.partRows { try writeRows() }
  }

  mutating func finish() throws { try writeRows() }

  private mutating func writeRows() throws {
    let names = columns.names + [""]
    widths = names.indices.map { column in
      rows.reduce(max(names[column].count, widths.isEmpty ? 0 : widths[column])) {
        max($0, $1[column].count)
      }
    }
    if !hasHeader { try sink.line(aligned(names)) }
    hasHeader = true
    for row in rows { try sink.line(aligned(row)) }
    rows.removeAll(keepingCapacity: true)
  }

  private func aligned(_ row: [String]) -> String {
    var text = zip(row, widths).map { String(repeating: " ", count: $1 - $0.count) + $0 }
      .joined(separator: "  ")
    while text.last == " " { text.removeLast() }
    return text
  }
}
