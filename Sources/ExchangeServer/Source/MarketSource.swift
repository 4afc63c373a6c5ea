package import Binance
package import Market

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

  /// Which of Binance's markets it is: paths and fields differ.
  var venue: Venue { get }

  /// Where its play head began, µs since the epoch.
  var startUs: Int64 { get }

  /// The first moment and the one after the last, µs since the epoch; nil for a market that cannot
  /// go back.
  var spanUs: ClosedRange<Int64>? { get }

  /// Begins to go to another moment of its span, forward or back. What is wanted stays wanted; frames
  /// between are taken in, and not sent.
  mutating func beginSeek(toUs: Int64)

  /// Goes on with it, a moment's work at a time.
  /// - Returns: true when the play head is there; until then it is on its way from the past.
  mutating func goOnSeeking() -> Bool

  /// Whether it has answers to queries of this kind.
  func canAnswer(_ query: MarketQuery) -> Bool

  /// The recorded answer to a question that nothing else answers, such as funding rates.
  func recordedAnswer(to url: RequestURL) -> [UInt8]?

  /// Appends the body that answers a query.
  /// - Parameter serverMs: the exchange's clock.
  func appendAnswer(to query: MarketQuery, serverMs: Int64, to body: inout [UInt8])
}

extension MarketSource {
  package var isOver: Bool { false }
  package var venue: Venue { .spot }
  package func canAnswer(_ query: MarketQuery) -> Bool { true }
  package func recordedAnswer(to url: RequestURL) -> [UInt8]? { nil }
  package var startUs: Int64 { headUs }
  package var spanUs: ClosedRange<Int64>? { nil }
  package mutating func beginSeek(toUs: Int64) {}
  package mutating func goOnSeeking() -> Bool { true }
}
