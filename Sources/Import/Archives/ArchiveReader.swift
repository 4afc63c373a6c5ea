import Market
import Recording

/// Records of one CSV of the archive: a candle each, or up to 100 trades of one second.
///
/// The rows stand in the records byte for byte, each with an LF. So the records of a file without their
/// first lines, one after another, are the file without its header. A candle's record has the first
/// instant after the candle as its time; a record of trades has the time of the last one.
final class ArchiveReader: FrameReader {
  private let plan: ArchivePlan
  /// Nil where the rows are trades.
  private let candles: CandleLineReader?
  private let lines: LineReader
  private let columns: [ArchiveColumn]
  private let startBytes: Int
  private var payload: [UInt8]
  private var receivedNs: Int64 = 0
  /// Of trades: a row that was read already and belongs to the next record.
  private var waiting: [UInt8] = []
  private var waitingNs: Int64 = 0
  private var isAtEnd = false

  init(_ plan: ArchivePlan, meter: ImportMeter) throws {
    self.plan = plan
    candles = try plan.interval.map { try CandleLineReader(plan, $0, meter: meter) }
    lines =
      try candles?.lines
      ?? plan.part.lines(lineBytesMax: ImportLimits.rowBytesMax, meter: meter)
    columns = plan.layout.columns
    payload = plan.recordStart
    startBytes = payload.count
  }

  func next() throws -> Int64? {
    payload.removeLast(payload.count - startBytes)
    let isRead = try candles.map(readCandle) ?? readTrades()
    return isRead ? receivedNs : nil
  }

  func deliver(into sink: inout some FrameSink) throws {
    let payload = payload
    try sink.append(
      receivedNs: receivedNs, connection: restConnection, kind: .archive, payload: payload.span)
  }

  private func readCandle(_ candles: CandleLineReader) throws -> Bool {
    guard let candle = try candles.next() else { return false }
    receivedNs = (candle.closeTimeMs + 1) * 1_000_000
    appendLine(to: &payload)
    return true
  }

  private func readTrades() throws -> Bool {
    var firstNs: Int64?
    var rows = 0
    if !waiting.isEmpty {
      payload += waiting
      waiting.removeAll(keepingCapacity: true)
      (firstNs, receivedNs, rows) = (waitingNs, waitingNs, 1)
    }
    while rows < ImportLimits.archiveRowsMax, let row = try readRow() {
      let timeNs = row.timeNs
      let startNs = firstNs ?? timeNs
      guard timeNs >= receivedNs || firstNs == nil,
        timeNs - startNs < ImportLimits.archiveSpanNsMax
      else {
        appendLine(to: &waiting)
        waitingNs = timeNs
        break
      }
      appendLine(to: &payload)
      (firstNs, receivedNs) = (startNs, timeNs)
      rows += 1
    }
    return rows > 0
  }

  private func readRow() throws -> ArchiveRow? {
    while try lines.next() {
      let isSkipped = lines.withLine { line in
        line.isEmpty || (lines.lineNumber == 1 && ArchivePlan.isHeader(line))
      }
      if isSkipped { continue }
      do throws(ArchiveRow.Problem) {
        return try parseLine()
      } catch {
        throw error.error(plan, lines)
      }
    }
    return nil
  }

  private func parseLine() throws(ArchiveRow.Problem) -> ArchiveRow {
    var row = Result<ArchiveRow, ArchiveRow.Problem>.failure(
      .init(column: 0, found: "", expected: ""))
    lines.withLine { line in
      do throws(ArchiveRow.Problem) {
        row = .success(try ArchiveRow(line, columns))
      } catch {
        row = .failure(error)
      }
    }
    return try row.get()
  }

  private func appendLine(to bytes: inout [UInt8]) {
    lines.withLine { bytes.append($0, 0..<$0.count) }
    bytes.append(0x0a)
  }
}

extension ArchiveRow.Problem {
  /// The problem of the line at hand.
  func error(_ plan: ArchivePlan, _ lines: LineReader) -> ImportError {
    ImportError(
      plan.part.label, lines.location,
      found: "\(found) in column \(column) of \(lines.withLine { excerpt($0) })",
      expected: "\(expected) (columns: \(plan.layout.columnNames))", advice: advice)
  }
}
