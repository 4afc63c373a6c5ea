/// What can go wrong between an exchange and its client.
package enum Fault: String, CaseIterable, Sendable {
  /// The connection ends without a close frame.
  case cut
  /// A connection goes silent; what it held back comes afterwards.
  case stall
  /// Half a frame, then the connection ends.
  case halfFrame = "half-frame"
  /// A frame that is no market data: broken JSON, broken UTF-8 or random bytes.
  case garbageFrame = "garbage-frame"
  /// Every frame of a connection comes twice.
  case duplicate
  /// Frames of a connection are swapped, two by two.
  case reorder
  /// A connection lags behind.
  case delay
  /// A shutdown is announced to every connection, which is closed by the end of it.
  case serverShutdown = "server-shutdown"
  /// The server neither pings nor answers pings.
  case missedPong = "missed-pong"
  /// Nobody can connect.
  case refusedConnect = "refused-connect"
  /// New connections fail in the TLS handshake.
  case tlsFailure = "tls-failure"
  /// REST and handshakes are answered with 429.
  case tooManyRequests = "429"
  /// REST and handshakes are answered with 418.
  case banned = "418"
  /// REST and handshakes are answered with 503.
  case serverError = "5xx"
  /// REST bodies trickle in.
  case slowBody = "slow-body"
  /// REST bodies are cut short.
  case truncatedJSON = "truncated-json"
  /// The server's clock, as REST shows it, is wrong.
  case clockOffset = "clock-offset"
  /// SUBSCRIBE is answered with an error, or not at all; either way nothing is subscribed to.
  case lostSubscribe = "lost-subscribe"
  /// REST is behind the streams: it gives only the first of the trades that are asked for by id, or none.
  case lateHistory = "late-history"
  /// REST no longer has the trades that are asked for by id, as USD-M after a month: what a recorder
  /// missed is lost.
  case noHistory = "no-history"

  /// Who is hit: one connection, chosen by the seed, or the whole server.
  package enum Scope: Sendable { case connection, server }

  package var scope: Scope {
    switch self {
    case .cut, .stall, .halfFrame, .garbageFrame, .duplicate, .reorder, .delay, .missedPong:
      .connection
    case .serverShutdown, .refusedConnect, .tlsFailure, .tooManyRequests, .banned, .serverError,
      .slowBody, .truncatedJSON, .clockOffset,
      .lostSubscribe, .lateHistory, .noHistory:
      .server
    }
  }

  /// How long it lasts if nobody says; 0 for what is over at once.
  package var lengthMs: Int64 {
    switch self {
    case .cut, .halfFrame, .garbageFrame: 0
    case .duplicate, .reorder, .delay: 2000
    case .refusedConnect, .tlsFailure: 3000
    case .tooManyRequests, .serverError, .slowBody, .truncatedJSON, .lostSubscribe: 5000
    case .stall, .serverShutdown, .banned: 10_000
    case .clockOffset, .lateHistory, .noHistory: 30_000
    case .missedPong: 70_000
    }
  }
}
