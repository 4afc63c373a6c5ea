import Market

/// Something that is no market data but that a reader of the market data must know.
package enum FeedEvent: Equatable, Sendable {
  /// A websocket connection was opened, or stood open when the recording began.
  case connectionOpened(url: String)
  case connectionLost(reason: String)
  /// The exchange sent `{"e":"error",…}` or an error reply: that connection ends here.
  case exchangeError(code: Int64?, text: String)
  /// The exchange announced that it will close its connections.
  case serverShutdown
  /// Trades are missing between two ids.
  case gap(TradeGap)
  /// Trades of the same ids that say different things.
  case contradiction(TradeConflict)
  /// A frame that is not what its stream should carry.
  case malformed(reason: String, payloadOffset: Int)
  /// The recorder lost frames itself and says so (`g`).
  case recordedLoss(text: String)
  /// Part of the recording that cannot be read.
  case damage(text: String)

  /// One line for a person, and for the digest of a run: no position in it, so that it is the same
  /// in any block size and in any number of segments.
  package func text(_ moment: borrowing FeedMoment) -> String {
    switch self {
    case .connectionOpened(let url): "connection opened: \(url)"
    case .connectionLost(let reason): "connection lost: \(reason)"
    case .exchangeError(let code, let text):
      "exchange error \(code.map(String.init) ?? "-"): \(text)"
    case .serverShutdown: "server shutdown announced"
    case .gap(let gap):
      "gap: \(moment.name(gap.symbol)) trades \(gap.missing.lowerBound)…\(gap.missing.upperBound) "
        + "missing\(gap.source == .trades ? "" : " among \(gap.source.rawValue)") "
        + "(\(gap.missingCount), \(gap.cause.rawValue))"
    case .contradiction(let conflict): conflict.text(symbol: moment.name(conflict.trade.symbol))
    case .malformed(let reason, let offset): "malformed frame: \(reason) at byte \(offset)"
    case .recordedLoss(let text): "recorded loss: \(text)"
    case .damage(let text): "damage: \(text)"
    }
  }
}
