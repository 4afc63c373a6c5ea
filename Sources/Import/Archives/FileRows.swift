import Binance
import Market

/// The rows of one CSV of an archive in the order in which they stand there, each checked on its own.
///
/// A row of klines is a candle if the decoder of recorded rows reads all of its line, and the interval
/// has such a candle. So whatever gets into a recording can be decoded, and a backtest on the file has
/// the same candles as one on the recording.
final class FileRows {
  private let plan: ArchivePlan
  private let columns: [ArchiveColumn]
  /// Of klines only.
  private let candles: (row: CandleRow, sequence: CandleSequence)?
  private let lines: LineReader
  private var isAtStart = true
  private var fields = TableFields()
  /// The line at hand as a row of Binance, where it is written otherwise.
  private var translated: [UInt8]?

  init(_ plan: ArchivePlan, meter: ImportMeter? = nil) throws {
    self.plan = plan
    columns = plan.layout.columns
    candles = plan.interval.map {
      let symbol = SymbolID(rawValue: 0)
      return (
        CandleRow(symbol: symbol, interval: $0, isOhlcv: plan.layout == .ohlcv), CandleSequence($0)
      )
    }
    lines = try plan.part.rowLines(meter: meter)
  }

  /// The next row; nil at the end.
  func next() throws -> OrderedRow? {
    while try lines.next() {
      if lines.withLine({ $0.isEmpty }) || lines.lineNumber <= plan.headLines { continue }
      let mayBeHeader = isAtStart && plan.headLines == 0
      isAtStart = false
      if mayBeHeader, lines.withLine({ ArchivePlan.isHeader($0) }) { continue }
      var row = try candles.map { try candle($0.row, $0.sequence) } ?? trade()
      (row.line, row.lineOffset) = (Int64(lines.lineNumber), lines.lineOffset)
      return row
    }
    return nil
  }

  func withText<R>(_ body: (borrowing Span<UInt8>) throws -> R) rethrows -> R {
    if let translated { return try body(translated.span) }
    return try lines.withLine(body)
  }

  private func candle(_ reader: CandleRow, _ sequence: CandleSequence) throws -> OrderedRow {
    translated = plan.table?.readAs == nil ? nil : try translate()
    var found = read(reader)
    if found == nil, plan.table != nil, translated == nil {
      translated = try translate()
      found = read(reader)
    }
    guard let candle = found, sequence.isCandle(candle) else {
      _ = try archiveRow()
      throw plan.noCandle(at: lines.location, text: lines.withLine { excerpt($0) })
    }
    if let table = plan.table, !table.hasHeader, !candle.isInOrder {
      throw ImportError(
        plan.part.label, lines.location, found: lines.withLine { excerpt($0) },
        expected: "open, high, low and close in this order", advice: "add a header line with names")
    }
    var row = OrderedRow()
    (row.key, row.first) = (candle.openTimeMs, candle.openTimeMs)
    row.last = candle.interval.nextOpenTimeMs(candle.openTimeMs)
    row.timeNs = (candle.closeTimeMs + 1) * 1_000_000
    return row
  }

  private func read(_ reader: CandleRow) -> Candle? {
    withText { text in
      var at = 0
      let candle = reader.read(text, &at)
      return at == text.count ? candle : nil
    }
  }

  private func translate() throws -> [UInt8]? {
    guard let table = plan.table else { return nil }
    return try checked { line throws(ArchiveRow.Problem) in try table.row(line, &fields) }
  }

  private func trade() throws -> OrderedRow {
    let fields = try archiveRow()
    var row = OrderedRow()
    row.key = fields.ids[0]
    let isAggregate = plan.layout.data == "aggTrades"
    (row.first, row.last) = isAggregate ? (fields.ids[1], fields.ids[2]) : (row.key, row.key)
    row.timeNs = fields.timeNs
    return row
  }

  /// The row at hand, column by column; throws with the first one that is not as it must be.
  private func archiveRow() throws -> ArchiveRow {
    let columns = columns
    if let translated {
      return try checked { _ throws(ArchiveRow.Problem) in
        try ArchiveRow(translated.span, columns)
      }
    }
    return try checked { line throws(ArchiveRow.Problem) in try ArchiveRow(line, columns) }
  }

  /// What `read` makes of the line at hand; its problem as an error that says where.
  private func checked<R>(
    _ read: (borrowing Span<UInt8>) throws(ArchiveRow.Problem) -> R
  ) throws -> R {
    var result: Result<R, ArchiveRow.Problem>?
    lines.withLine { line in
      do throws(ArchiveRow.Problem) {
        result = .success(try read(line))
      } catch {
        result = .failure(error)
      }
    }
    switch result {
    case .success(let value): return value
    case .failure(let problem):
      throw ImportError(
        plan.part.label, lines.location,
        found: "\(problem.found) in column \(problem.column) of \(lines.withLine { excerpt($0) })",
        expected: "\(problem.expected) (columns: \(plan.columnNames))",
        advice: problem.advice ?? plan.advice)
    case nil: preconditionFailure("a line was not read")
    }
  }
}

extension ArchivePlan {
  /// The error for a row of klines that is none, or cannot be one where it stands.
  func noCandle(at location: ImportError.Location, text: String) -> ImportError {
    ImportError(
      part.label, location, found: text,
      expected: "a candle of \(interval?.rawValue ?? ""): its open time a border of that interval, "
        + "its close time before the next, in the same unit, no overlap with the row before, no "
        + "number negative", advice: "name the file's real interval with --interval or in its name")
  }
}

extension Candle {
  /// Whether its prices can be an open, a high, a low and a close.
  fileprivate var isInOrder: Bool { low <= min(open, close) && max(open, close) <= high }
}
