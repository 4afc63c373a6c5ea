import Basics

extension RunEvidence {
  /// The frame behind a fill, by the fill's number.
  func frame(ofFill number: Int) -> Frame? {
    frames.indices.contains(number - 1) ? frames[number - 1] : nil
  }

  /// As members of the report's object; see `definitions`.
  func write(_ writer: inout JSONWriter) {
    writer.array("recording") { writer in
      for path in recording { writer.string(nil, path) }
    }
    writer.object("candleEvidence") {
      $0.number("used", candles.used)
      $0.number("incomplete", candles.incomplete)
      $0.number("proven", candles.proven)
      $0.number("differing", candles.proven == nil ? nil : candles.differing)
      $0.array("missing") { writer in for text in candles.missing { writer.string(nil, text) } }
    }
  }

  /// What the members mean, and those that a fill has besides its own.
  static let definitions: [(key: String, meaning: String)] = [
    ("recording", "paths of the recording, as they were given"),
    ("candleEvidence.used", "candles that the strategy was handed, of all its intervals"),
    (
      "candleEvidence.incomplete",
      "those of which the recording did not show that all trades are there: the trade before or after"
        + " is lacking, or one between"
    ),
    (
      "candleEvidence.proven",
      "those that were built from trades and equal Binance's own kline of the same recording in all"
        + " fields; null where the candles were made from klines"
    ),
    ("candleEvidence.differing", "those that differ from it; the others have no kline there"),
    ("candleEvidence.missing", "where candles are missing between others, and how many"),
    (
      "segment, blockOffset, record, receivedNs",
      "the frame behind a fill: its segment, the byte offset of its block, its number in the session,"
        + " its receive time; that of the trade, or that which closed the candle"
    ),
  ]
}
