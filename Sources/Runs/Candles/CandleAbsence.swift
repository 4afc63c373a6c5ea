import Basics
package import Feed
import Market
package import Recording

/// Says why there is nothing to make candles from: an empty range, damage, or the recording itself.
package struct CandleAbsence {
  private let contents: RecordingContents
  private let recording: Recording
  private let range: TimeRange

  package init(contents: RecordingContents, recording: Recording, range: TimeRange) {
    self.contents = contents
    self.recording = recording
    self.range = range
  }

  /// `text` says what the recording lacks. If part of the recording cannot be read, that is the
  /// likely reason. Then it comes first, with file, offset and what to do.
  package func error(_ text: String) throws -> RunError {
    if contents.frameCount == 0, contents.damages.isEmpty,
      let empty = try EmptyRange.text(range, recording)
    {
      return RunError(empty)
    }
    guard let damage = contents.damages.first else { return RunError(text) }
    return RunError("\(damage.message)\nof what can be read: \(text)")
  }

  /// For an instrument that was asked for and is not there, or not in the range.
  func refusal(of asked: Instrument) throws -> RunError {
    let all = try RecordingContents(recording, .messages()).instruments
    let lack = "the recording holds no trades or klines of \(asked.text)"
    if all.contains(where: asked.fits) {
      return try error(lack + " in this range; it does outside of it")
    }
    let names = all.map { asked.venue == nil ? $0.symbol : $0.text }
    return try error(lack + ". " + Nearest.advice(for: asked.text, among: names))
  }
}
