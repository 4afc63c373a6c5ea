/// What the exchange sends to everyone who asked for a stream. The text's array is reused from
/// frame to frame.
package struct MarketFrame: Sendable {
  /// When the exchange sends it, µs since the epoch.
  package var sentUs: Int64 = 0
  /// The stream's place in `MarketStream.all`.
  package var stream = 0
  /// Set for frames of the trade stream.
  package var tradeId: Int64?
  /// As a combined connection gets it: `{"stream":"btcusdt@trade","data":{…}}`.
  package var text: [UInt8] = []

  package init() {}
}
