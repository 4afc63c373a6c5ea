import Binance
import Market

/// The candles of one CSV, line by line, and what is wrong with a row that is none.
///
/// A row is a candle if the decoder of recorded rows reads all of its line, and `CandleSequence`
/// accepts it. So whatever gets into a recording can be decoded, and a backtest on the file has the same
/// candles as one on the recording. `CandleFileReader` applies the same two rules, only faster.
final class CandleLineReader {
  private let plan: ArchivePlan
  private let interval: Interval
  private let row: CandleRow
  /// The current line is the row read last.
  let lines: LineReader
  private var sequence: CandleSequence
  private var isAtStart = true

  init(_ plan: ArchivePlan, _ interval: Interval, meter: ImportMeter? = nil) throws {
    self.plan = plan
    self.interval = interval
    row = CandleRow(
      symbol: SymbolID(rawValue: 0), interval: interval, isOhlcv: plan.layout == .ohlcv)
    lines = try plan.part.lines(lineBytesMax: ImportLimits.rowBytesMax, meter: meter)
    sequence = CandleSequence(interval)
  }

  /// The candle of the next row; nil at the end.
  func next() throws -> Candle? {
    while try lines.next() {
      if lines.withLine({ $0.isEmpty }) { continue }
      let mayBeHeader = isAtStart
      isAtStart = false
      if mayBeHeader, lines.withLine({ ArchivePlan.isHeader($0) }) { continue }
      guard let candle = lines.withLine({ read($0) }) else { throw refusal() }
      if case .wrong = sequence.take(candle) { throw refusal() }
      return candle
    }
    return nil
  }

  private func read(_ line: borrowing Span<UInt8>) -> Candle? {
    var at = 0
    guard let candle = row.read(line, &at), at == line.count else { return nil }
    return candle
  }

  /// An error about the first column that is not as it must be. If all are, about the row as a
  /// whole.
  private func refusal() -> ImportError {
    var problem: ArchiveRow.Problem?
    lines.withLine { line in
      do throws(ArchiveRow.Problem) {
        _ = try ArchiveRow(line, plan.layout.columns)
      } catch {
        problem = error
      }
    }
    if let problem { return problem.error(plan, lines) }
    return ImportError(
      plan.part.label, lines.location, found: lines.withLine { excerpt($0) },
      expected: "a candle of \(interval.rawValue): its open time a border of that interval, its "
        + "close time before the next, in the same unit, no overlap with the row before, no number "
        + "negative",
      advice: "name the file's real interval with --interval or in its name")
  }
}
