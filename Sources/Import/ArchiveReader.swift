import Market
import Recording

/// Records of one CSV of the archive: a candle each, or up to 100 trades of one second.
///
/// The rows stand in the records byte for byte, each with an LF: all records of a file, their first
/// lines taken off, are the file without its header. A candle's record has the first instant after
/// the candle as its time, trades have the time of the last one.
final class ArchiveReader: FrameReader {
  private let plan: ArchivePlan
  private let lines: LineReader
  private let columns: [ArchiveColumn]
  private let startBytes: Int
  private var payload: [UInt8]
  private var receivedNs: Int64 = 0
  /// Of trades: a row that was read but begins the next record.
  private var waiting: [UInt8] = []
  private var waitingNs: Int64 = 0
  private var isAtEnd = false
  private var lastOpenMs = Int64.min

  init(_ plan: ArchivePlan, meter: ImportMeter) throws {
    self.plan = plan
    lines = try plan.part.lines(lineBytesMax: ImportLimits.rowBytesMax, meter: meter)
    columns = plan.shape.columns
    payload = plan.recordStart
    startBytes = payload.count
  }

  func next() throws -> Int64? {
    payload.removeLast(payload.count - startBytes)
    let isRead = try plan.shape.isKlines ? readCandle() : readTrades()
    return isRead ? receivedNs : nil
  }

  func deliver(into sink: inout some FrameSink) throws {
    let payload = payload
    try sink.append(
      receivedNs: receivedNs, connection: restConnection, kind: .archive, payload: payload.span)
  }

  private func readCandle() throws -> Bool {
    guard let row = try readRow() else { return false }
    receivedNs = try afterCloseNs(row)
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
        throw problem(error)
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

  /// The first instant after the candle; checks that the candle is one of the interval.
  private func afterCloseNs(_ row: ArchiveRow) throws -> Int64 {
    guard let interval = plan.interval else { return row.timeNs }
    let openMs = row.timeNs / 1_000_000
    // 3d is counted from the symbol's first day, which may be any.
    let anchorDay = openMs / 86_400_000
    let isAligned =
      interval.openTimeMs(atMs: openMs, anchorDay: anchorDay) == openMs
      && row.timeNs % 1_000_000 == 0
    let afterMs = interval.nextOpenTimeMs(openMs)
    let hasClose = plan.shape == .klines
    // A halt of the exchange ends a candle early; nothing ends one late.
    let closes =
      !hasClose || (row.afterCloseNs > row.timeNs && row.afterCloseNs <= afterMs * 1_000_000)
    let follows =
      openMs <= lastOpenMs || lastOpenMs == .min || openMs >= interval.nextOpenTimeMs(lastOpenMs)
    guard isAligned, closes, follows else { throw wrongInterval(interval) }
    lastOpenMs = openMs
    return hasClose ? row.afterCloseNs : afterMs * 1_000_000
  }

  private func wrongInterval(_ interval: Interval) -> ImportError {
    ImportError(
      plan.part.label, lines.place, found: lines.withLine { excerpt($0) },
      expected: "a candle of \(interval.rawValue): its open time a border of that interval, its "
        + "close time before the next, no overlap with the row before",
      advice: "name the file's real interval with --interval or in its name")
  }

  private func problem(_ problem: ArchiveRow.Problem) -> ImportError {
    ImportError(
      plan.part.label, lines.place,
      found: "\(problem.found) in column \(problem.column) of \(lines.withLine { excerpt($0) })",
      expected: "\(problem.expected) (columns: \(plan.shape.columnNames))",
      advice: problem.advice)
  }
}
