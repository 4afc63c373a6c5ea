import Feed
import Recording

/// Says why there is nothing to make candles from: an empty range, damage, or the recording itself.
struct CandleAbsence {
  let survey: RecordingSurvey
  let recording: Recording
  let range: TimeRange

  /// `text` tells what the recording lacks. Where part of it cannot be read, that is the likely
  /// reason, and comes first, with file, offset and way out.
  func error(_ text: String) throws -> ToolError {
    if survey.frameCount == 0, survey.firstDamage == nil,
      let empty = try EmptyRange.text(range, recording)
    {
      return ToolError(empty)
    }
    guard let damage = survey.firstDamage else { return ToolError(text) }
    return ToolError("\(damage)\nof what can be read: \(text)")
  }

  /// For a symbol that was asked for and is not there.
  func refusal(of symbol: String) throws -> ToolError {
    let all = try RecordingSurvey(recording, untilTrade: false).symbols
    return try error(
      "the recording holds no trades or klines of \(symbol). "
        + Nearest.advice(for: symbol, among: all))
  }
}
