/// What the feed notices in recorded frames that the recorder must know.
package enum FeedNotice: Equatable, Sendable {
  case gapFound(MissingTrades)
  /// Trades of a gap have come; so many are still missing.
  case gapNarrowed(MissingTrades, missingCount: Int64)
  /// The exchange sent `{"e":"error",…}`.
  case exchangeError(UInt32, text: String)
  /// The exchange announced that it closes a connection.
  case shutdownAnnounced(UInt32)
  /// A stream that used to bring frames brings none.
  case streamSilent(UInt32, stream: String)
}
