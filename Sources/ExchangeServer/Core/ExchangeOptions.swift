import Binance
import Market
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

  /// The server pings so often; nil for the venue's own: 20 s, or 3 min of futures.
  package var pingEveryMs: Int64?
  /// Nil for the venue's own: 60 s, or 10 min of futures.
  package var pongWithinMs: Int64?
  /// Age at which a connection is closed.
  package var lifetimeMs: Int64 = 86_400_000
  /// Messages from a client in a second: controls, pings and pongs; nil for the venue's own: 5, or 10
  /// of futures.
  package var messagesPerSecondMax: Int?
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

  func heartbeat(_ venue: Venue) -> Heartbeat.Limits {
    let isSpot = venue == .spot
    return Heartbeat.Limits(
      pingEveryNs: (pingEveryMs ?? (isSpot ? 20_000 : 180_000)) * 1_000_000,
      pongWithinNs: (pongWithinMs ?? (isSpot ? 60_000 : 600_000)) * 1_000_000,
      lifetimeNs: lifetimeMs * 1_000_000)
  }

  func messagesPerSecond(_ venue: Venue) -> Int {
    messagesPerSecondMax ?? (venue == .spot ? 5 : 10)
  }

  func weightPerMinute(_ venue: Venue) -> Int64 { weightMax ?? (venue == .spot ? 6000 : 2400) }
}
