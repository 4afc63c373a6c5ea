import Replay

/// How the exchange treats its clients. The defaults are Binance's rules where it has any.
package struct ExchangeOptions: Sendable {
  package var pace: PlayHead.Pace = .speed(.paced(numerator: 1, denominator: 1))
  package var faults: FaultSchedule = .none
  /// With `max`, messages that a connection gets in a second at most, after a burst of
  /// `PaceAllowance.burst`; nil for as many as it reads.
  package var maxRate: Int64?
  /// Market time begins to pass when the first client opens a websocket.
  package var startsOnConnect = false
  package var atEnd: AtEnd = .hold

  /// What happens to clients when a recording is over.
  package enum AtEnd: String, CaseIterable, Sendable {
    /// A close frame, and so for those who come later.
    case close
    /// It begins again.
    case loop
    /// Connections stay open and are pinged; the play head stands.
    case hold
  }

  /// The server pings so often.
  package var pingEveryMs: Int64 = 20_000
  package var pongWithinMs: Int64 = 60_000
  /// Age at which a connection is closed.
  package var lifetimeMs: Int64 = 86_400_000
  /// Messages from a client in a second: controls, pings and pongs.
  package var messagesPerSecondMax = 5
  package var connectionsMax = 2000
  /// Attempts to open a websocket in five minutes, from one address.
  package var attemptsMax = 300
  /// Request weight of a minute, for one address; nil for the venue's own: 6000, or 2400 of futures.
  package var weightMax: Int64?
  /// A client that leaves more than this unread is dropped.
  package var unreadBytesMax = 16 << 20
  /// With `max`, the market waits for a client with more than this unread, and as long as
  /// `unreadWaitMs`: then the client is dropped.
  package var unreadBytesPause = 1 << 20
  package var unreadWaitMs: Int64 = 15_000

  package init() {}

  var heartbeat: Heartbeat.Limits {
    Heartbeat.Limits(
      pingEveryNs: pingEveryMs * 1_000_000, pongWithinNs: pongWithinMs * 1_000_000,
      lifetimeNs: lifetimeMs * 1_000_000)
  }
}
