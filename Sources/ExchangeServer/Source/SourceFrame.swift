/// A frame on its way to everyone who asked for its stream. The text's array is reused.
package struct SourceFrame: Sendable {
  /// The number that `MarketSource.stream(named:)` gave the stream.
  package var stream = 0
  /// The symbol's index in `MarketSource.symbols`.
  package var symbol = 0
  /// Set for frames of a trade stream.
  package var tradeId: Int64?
  /// `{"stream":"btcusdt@trade","data":{…}}`
  package var text: [UInt8] = []
  /// Where the data lies in the text: what a raw connection gets.
  package var data: Range<Int> = 0..<0

  package init() {}
}
