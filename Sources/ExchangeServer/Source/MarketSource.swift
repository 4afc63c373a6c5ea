/// A market that the server can show: a generated one, or a recording.
///
/// A source knows no clients and no clock. The server moves its play head on and asks; everything is
/// answered **as of the play head**, never from the future.
///
/// It is used on one thread.
package protocol MarketSource {
  /// In upper case, in the order of exchangeInfo.
  var symbols: [String] { get }
  /// The play head: everything before it has happened, µs since the epoch.
  var headUs: Int64 { get }

  /// The number of a stream by its name as clients write it, for example `btcusdt@trade`; nil if
  /// there is no such stream: clients may ask for it all the same, and nothing comes.
  func stream(named name: String) -> Int?

  /// Frames of streams that nobody wants need not be made.
  mutating func setWanted(_ stream: Int, _ isWanted: Bool)

  /// The next frame that is sent before `untilUs`, in the order of sending.
  /// - Returns: false, and the play head stands at `untilUs`, when there is none.
  mutating func next(untilUs: Int64, into frame: inout SourceFrame) -> Bool

  /// True once nothing comes any more; a generated market never ends.
  var isOver: Bool { get }

  /// Goes back to where it began. What is wanted stays wanted.
  mutating func rewind()

  /// Appends the body that answers a query.
  /// - Parameter serverMs: the exchange's clock.
  func appendAnswer(to query: MarketQuery, serverMs: Int64, to body: inout [UInt8])
}

extension MarketSource {
  package var isOver: Bool { false }
  package mutating func rewind() {}
}
