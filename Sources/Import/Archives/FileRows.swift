import Binance
import Market

/// The rows of one file in the order in which they stand there, each checked on its own.
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
  private var checks: FileChecks
  /// What contradicts itself in the row at hand, in words.
  private var flaw: String?
  private var isAtEnd = false
  /// What was found besides the rows, so far.
  private(set) var findings = RowFindings()

  init(_ plan: ArchivePlan, meter: ImportMeter? = nil) throws {
    self.plan = plan
    columns = plan.layout.columns
    checks = FileChecks(plan)
    candles = plan.interval.map {
      let symbol = SymbolID(rawValue: 0)
      return (
        CandleRow(symbol: symbol, interval: $0, isOhlcv: plan.layout == .ohlcv),
        CandleSequence($0, isOfArchive: plan.layout == .klines)
      )
    }
    lines = try plan.part.rowLines(meter: meter)
  }

  /// The next row; nil at the end.
  func next() throws -> OrderedRow? {
    while try lines.next() {
      if lines.withLine({ $0.isEmpty }) || isHead() { continue }
      do {
        flaw = nil
        var row = try candles.map { try candle($0.row, $0.sequence) } ?? trade()
        (row.line, row.lineOffset) = (Int64(lines.lineNumber), lines.lineOffset)
        check(row)
        return row
      } catch let error as ImportError where plan.skipsBadRows {
        findings.add(skipped: error.description)
      }
    }
    if !isAtEnd { end() }
    isAtEnd = true
    return nil
  }

  private func check(_ row: OrderedRow) {
    let isWhole = translated == nil
    let odd = lines.withLine { checks.add($0, number: lines.lineNumber, isWhole: isWhole) }
    if let flaw = flaw ?? odd {
      findings.add(
        inconsistent:
          "\(plan.part.label) line \(lines.lineNumber): \(lines.withLine { excerpt($0) }): \(flaw)")
    }
    let timeMs = row.timeNs / 1_000_000
    checks.add(
      fromMs: candles == nil ? timeMs : row.key, toMs: candles == nil ? timeMs : row.last)
  }

  private func end() {
    for flaw in checks.flaws(isTerminated: lines.isTerminated) { findings.add(inconsistent: flaw) }
    if let text = checks.openEnd(isTerminated: lines.isTerminated) { findings.add(openEnd: text) }
  }

  func withText<R>(_ body: (borrowing Span<UInt8>) throws -> R) rethrows -> R {
    if let translated { return try body(translated.span) }
    return try lines.withLine(body)
  }

  private func isHead() -> Bool {
    if plan.headLines > 0 { return lines.lineNumber <= plan.headLines }
    defer { isAtStart = false }
    return isAtStart && lines.withLine { ArchivePlan.isHeader($0) }
  }

  // MARK: - Candles

  private func candle(_ reader: CandleRow, _ sequence: CandleSequence) throws -> OrderedRow {
    translated = plan.table?.readAs == nil ? nil : try translate()
    var found = read(reader)
    if found == nil, translated == nil {
      translated = plan.table == nil ? try repair() : try translate()
      found = read(reader)
    }
    guard let candle = found else {
      _ = try archiveRow()
      throw plan.refusal(of: lines, withText { reader.problem($0) } ?? "")
    }
    guard sequence.isCandle(candle) else { throw plan.refusal(of: lines, candle) }
    if plan.hasQuoteSums { flaw = candle.sumFlaw }
    let row = OrderedRow(candle, isOffGrid: !sequence.isOnGrid(candle))
    if row.isCutShort {
      findings.add(
        cutShort: "\(plan.part.label) line \(lines.lineNumber): \(lines.withLine { excerpt($0) })")
    }
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
    var roundedCount = 0
    let row = try checked { line throws(ArchiveRow.Problem) in
      try table.row(line, &fields, roundedCount: &roundedCount)
    }
    if roundedCount > 0 {
      findings.add(
        roundedCount,
        "\(plan.part.label) line \(lines.lineNumber): \(lines.withLine { excerpt($0) })")
    }
    return row
  }

  // MARK: - Trades

  private func trade() throws -> OrderedRow {
    translated = nil
    let columns = columns
    let fields: ArchiveRow
    if let whole = lines.withLine({ try? ArchiveRow($0, columns) }) {
      fields = whole
    } else {
      translated = try repair()
      fields = try archiveRow()
    }
    let isAggregate = plan.layout.data == "aggTrades"
    let numbers = withText { TradeRow($0) }
    try refuseImpossible(numbers, fields, isAggregate: isAggregate)
    if !isAggregate, plan.venue != .coinm, !numbers.hasTrueQuote {
      flaw = "quote_qty is not price × qty"
    }
    var row = OrderedRow()
    row.key = fields.ids[0]
    (row.first, row.last) = isAggregate ? (fields.ids[1], fields.ids[2]) : (row.key, row.key)
    row.timeNs = fields.timeNs
    return row
  }

  /// Trades have a price, a quantity and ids in order; only an aggregate without trades has none of them.
  private func refuseImpossible(
    _ row: TradeRow, _ fields: ArchiveRow, isAggregate: Bool
  ) throws {
    let (first, last) = (fields.ids[1], fields.ids[2])
    if isAggregate, first == -1, last == -1, row.quantity == 0 { return }
    let areIdsGood = isAggregate ? first >= 0 && first <= last : fields.ids[0] >= 0
    if areIdsGood, row.price != 0, row.quantity != 0 { return }
    throw ImportError(
      plan.part.label, lines.location, found: lines.withLine { excerpt($0) },
      expected: areIdsGood
        ? "a price and a quantity above 0"
        : isAggregate
          ? "ids of trades, the first not behind the last, or -1 twice with a quantity of 0"
          : "an id that is not negative",
      advice: "\(plan.advice), or pass over such rows with --skip-bad-rows")
  }

  /// The row with the nearest numbers in place of those that went through floating point, as official
  /// aggregates of 2023 have them; nil where there are none, or something else is wrong.
  private func repair() throws -> [UInt8]? {
    let columns = columns
    guard let repaired = lines.withLine({ ArchiveRow.repaired($0, columns) }) else { return nil }
    findings.add(
      repaired:
        "\(plan.part.label) line \(lines.lineNumber): \(lines.withLine { excerpt($0) }) is taken as "
        + excerpt(repaired.span))
    return repaired
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
