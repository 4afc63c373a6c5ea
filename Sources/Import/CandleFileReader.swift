import Binance
import Glibc
import Market

/// The candles of one CSV, a megabyte of rows at a time.
///
/// It only knows rows that are as they should be; what is wrong with another, `ArchiveReader` tells
/// when it reads the file as an import would.
final class CandleFileReader {
  private let plan: ArchivePlan
  private let row: CandleRow
  private let interval: Interval
  private let source: any ByteSource
  private var buffer = [UInt8](repeating: 0, count: bufferBytes)
  /// Whole rows that were not read yet lie in `at..<rowsEnd`, the beginning of one behind them.
  private var at = 0
  private var rowsEnd = 0
  private var filled = 0
  private var isAtStart = true

  /// Of the last candle; and when the one after it opens.
  private(set) var lastOpenMs: Int64
  private var nextOpenMs = Int64.min
  /// Rows whose candle did not come after the one before.
  private(set) var passedOver = 0

  private static let bufferBytes = 1 << 20

  init(
    _ plan: ArchivePlan, _ row: CandleRow, _ interval: Interval, _ meter: ImportMeter,
    after lastOpenMs: Int64
  ) throws {
    self.plan = plan
    self.row = row
    self.interval = interval
    self.lastOpenMs = lastOpenMs
    source = try plan.part.bytes(meter: meter)
  }

  /// The next candles; nil at the end.
  func next() throws -> [Candle]? {
    var candles: [Candle] = []
    candles.reserveCapacity(CandleFiles.rowsMax)
    while candles.isEmpty {
      if at == rowsEnd, try !fill() { return nil }
      if isAtStart { skipHeader() }
      try readRows(&candles)
    }
    return candles
  }

  private func readRows(_ candles: inout [Candle]) throws {
    let buffer = buffer
    let whole = buffer.span
    let bytes = whole.extracting(0..<rowsEnd)
    var at = at
    while at < rowsEnd, candles.count < CandleFiles.rowsMax {
      if Self.isLineEnd(bytes[at]) {
        at += 1
        continue
      }
      guard let candle = row.read(bytes, &at),
        at == rowsEnd || Self.isLineEnd(bytes[at]), let isNext = place(candle)
      else { throw refusal() }
      if isNext { candles.append(candle) } else { passedOver += 1 }
    }
    self.at = at
  }

  /// Whether a candle comes after the one before; nil where it is none of the interval.
  private func place(_ candle: Candle) -> Bool? {
    let openMs = candle.openTimeMs
    // What an import refuses too: later times leave 64 bits as ns.
    guard candle.closeTimeMs <= ArchiveRow.timeMsMax else { return nil }
    // 3d is counted from the symbol's first day, which may be any.
    let anchorDay = openMs / 86_400_000
    guard
      openMs == nextOpenMs
        || interval.openTimeMs(atMs: openMs, anchorDay: anchorDay) == openMs
    else { return nil }
    let afterMs = interval.nextOpenTimeMs(openMs)
    guard candle.closeTimeMs < afterMs else { return nil }
    guard openMs > lastOpenMs else { return false }
    guard openMs >= nextOpenMs else { return nil }
    lastOpenMs = openMs
    nextOpenMs = afterMs
    return true
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
      if count == 0 { rowsEnd = filled } else if let end = lastLineEnd() { rowsEnd = end }
      if rowsEnd > 0 || count == 0 { return rowsEnd > 0 }
      guard filled < buffer.count else { throw refusal() }
    }
  }

  private func lastLineEnd() -> Int? {
    buffer[..<filled].lastIndex(of: 0x0a).map { $0 + 1 }
  }

  /// The first row may be a header, as the import has it.
  private func skipHeader() {
    isAtStart = false
    let end = buffer[..<rowsEnd].firstIndex(of: 0x0a) ?? rowsEnd
    if ArchivePlan.isHeader(buffer.span.extracting(0..<end)) { at = end }
  }

  private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0a || byte == 0x0d }

  private func refusal() -> any Error {
    do {
      let reader = try ArchiveReader(plan, meter: ImportMeter())
      while try reader.next() != nil {}
    } catch {
      return error
    }
    return ImportError(
      plan.part.label, found: "a row behind the candle that opens at \(lastOpenMs) ms",
      expected: "a candle (columns: \(plan.shape.columnNames))",
      advice: "make a recording of the file, and see what becomes of it: tool import "
        + "binance-archive, then tool verify")
  }
}
