import Market
import Runs

/// A table for people, in right-aligned columns as wide as their widest value.
struct TableCandleOutput: CandleOutput {
  /// Rows that widths are measured on; a longer table is written in parts of so many.
  private static let partRows = 10_000

  private let columns: CandleColumns
  private let clock: WallClock
  private let sink: any TextOutput
  private var rows: [[String]] = []
  private var widths: [Int] = []
  private var hasHeader = false

  init(columns: CandleColumns, clock: WallClock, sink: any TextOutput) {
    self.columns = columns
    self.clock = clock
    self.sink = sink
  }

  mutating func write(_ candle: Candle, symbol: String) throws {
    rows.append(columns.values(of: candle, clock: clock) + [candle.caveat])
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
