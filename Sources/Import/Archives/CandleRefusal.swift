import Basics
import Market

extension ArchivePlan {
  /// The error for a row that the decoder does not take as a candle.
  func refusal(of lines: LineReader, _ problem: String) -> ImportError {
    ImportError(
      part.label, lines.location, found: lines.withLine { excerpt($0) },
      expected: problem.hasPrefix("expected ")
        ? String(problem.dropFirst(9)) : "a candle of \(name)",
      advice: table?.hasHeader == false
        ? "add a header line with names if the columns stand in another order, or pass over such rows with "
          + "--skip-bad-rows"
        : "correct the row, or pass over such rows with --skip-bad-rows")
  }

  /// The error for a candle that the interval does not have.
  func refusal(of lines: LineReader, _ candle: Candle) -> ImportError {
    if CandleSequence.isCalendar(candle.openTimeMs) {
      return ImportError(
        part.label, lines.location, found: lines.withLine { excerpt($0) },
        expected: "ms or µs since the epoch (13 or 16 digits)",
        advice: "write a date and a time of day as 2021-05-22 23:00, or in ms")
    }
    let time = isoText(us: candle.openTimeMs &* 1000, decimals: 0)
    return ImportError(
      part.label, lines.location,
      found: "\(name) at \(time): \(lines.withLine { excerpt($0) })",
      expected:
        "its open time a border of that interval, its close time before the next, in the same unit",
      advice:
        "name the file's real interval with --interval or in its name, or pass over such rows with "
        + "--skip-bad-rows")
  }
}
