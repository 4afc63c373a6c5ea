import Binance
import Glibc
import Market

/// The candles of one CSV, a megabyte of rows at a time.
///
/// It reads rows that are as they should be and follow each other. Where one does not, `OrderedRows`, which
/// judges rows in the same way one after the other, says what is wrong with it, or puts it where it
/// belongs.
final class CandleFileReader {
  /// A row that is none, or does not come after those before it.
  struct Irregularity: Error {}

  private let row: CandleRow
  private let hasQuoteSums: Bool
  private let source: any ByteSource
  private var buffer = [UInt8](repeating: 0, count: bufferBytes)
  /// Whole rows that were not read yet lie in `at..<rowsEnd`; behind them, the beginning of one
  /// more.
  private var at = 0
  private var rowsEnd = 0
  private var filled = 0
  private var isAtStart = true
  private var isTerminated = true
  private var checks: FileChecks
  /// What was found besides the rows, once all were read.
  private(set) var findings = RowFindings()

  /// Goes on in the next file.
  private(set) var sequence: CandleSequence

  private static let bufferBytes = 1 << 20

  init(
    _ plan: ArchivePlan, _ row: CandleRow, _ sequence: CandleSequence, meter: ImportMeter
  ) throws {
    self.row = row
    hasQuoteSums = plan.hasQuoteSums
    self.sequence = sequence
    checks = FileChecks(plan)
    source = try plan.part.text(meter: meter)
  }

  /// The next candles; nil at the end.
  func next() throws -> [Candle]? {
    var candles: [Candle] = []
    candles.reserveCapacity(CandleFiles.rowsMax)
    while candles.isEmpty {
      if at == rowsEnd, try !fill() {
        try end()
        return nil
      }
      if isAtStart { skipHeader() }
      try readRows(&candles)
    }
    return candles
  }

  private func end() throws(Irregularity) {
    guard checks.flaws(isTerminated: isTerminated).isEmpty else { throw Irregularity() }
    if let text = checks.openEnd(isTerminated: isTerminated) { findings.add(openEnd: text) }
  }

  private func readRows(_ candles: inout [Candle]) throws {
    let buffer = buffer
    let whole = buffer.span
    let bytes = whole.extracting(0..<rowsEnd)
    var at = at
    while at < rowsEnd, candles.count < CandleFiles.rowsMax {
      let start = at
      // A line without a row is empty.
      if let next = Self.endOfLine(bytes, at) {
        at = next
        continue
      }
      guard let candle = row.read(bytes, &at), at - start <= ImportLimits.rowBytesMax,
        let next = at == rowsEnd ? at : Self.endOfLine(bytes, at),
        checks.add(bytes.extracting(start..<at), number: 0) == nil
      else { throw Irregularity() }
      at = next
      guard sequence.take(candle), !hasQuoteSums || candle.sumFlaw == nil,
        candle.closeTimeMs + 1 == sequence.nextOpenMs
      else { throw Irregularity() }
      checks.add(fromMs: candle.openTimeMs, toMs: sequence.nextOpenMs)
      candles.append(candle)
    }
    self.at = at
  }

  /// The position behind LF, or CR LF, if one of them is there.
  @inline(__always)
  private static func endOfLine(_ bytes: borrowing Span<UInt8>, _ at: Int) -> Int? {
    if bytes[at] == 0x0a { return at + 1 }
    return bytes[at] == 0x0d && at + 1 < bytes.count && bytes[at + 1] == 0x0a ? at + 2 : nil
  }

  /// Reads on; false at the end of the file.
  private func fill() throws -> Bool {
    filled -= rowsEnd
    buffer.withUnsafeMutableBytes { bytes in
      _ = memmove(bytes.baseAddress!, bytes.baseAddress! + rowsEnd, filled)
    }
    (at, rowsEnd) = (0, 0)
    while true {
      let count = try buffer.withUnsafeMutableBytes {
        try source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[filled...]))
      }
      filled += count
      // A last row may lack its line feed.
      if count == 0 {
        rowsEnd = filled
        isTerminated = filled == 0
      } else if let end = lastLineEnd() {
        rowsEnd = end
      }
      if rowsEnd > 0 || count == 0 { return rowsEnd > 0 }
      guard filled < buffer.count else { throw Irregularity() }
    }
  }

  private func lastLineEnd() -> Int? {
    buffer[..<filled].lastIndex(of: 0x0a).map { $0 + 1 }
  }

  /// The first line that is not empty may be a header.
  private func skipHeader() {
    while at < rowsEnd, let next = Self.endOfLine(buffer.span.extracting(0..<rowsEnd), at) {
      at = next
    }
    guard at < rowsEnd else { return }
    isAtStart = false
    let end = buffer[at..<rowsEnd].firstIndex(of: 0x0a) ?? rowsEnd
    if ArchivePlan.isHeader(buffer.span.extracting(at..<end)) { at = end }
  }
}
