import Binance
import Market

/// One websocket client.
final class ClientConnection {
  let number: Int
  /// Our own page: no client, and spared by faults.
  let isObserver: Bool
  var session: StreamSession
  var budget: MessageBudget
  var heartbeat: Heartbeat
  /// Nil while it is subscribed to nothing that exists.
  var outlet: Outlet?
  /// Set while faults change its frames.
  var filter: FrameFilter<FilteredFrame>?
  /// The next frame is cut in two at this offset, modulo its length.
  var halfFrameLot: UInt64?
  /// Until then the server neither pings nor answers pings.
  var muteUntilNs: Int64 = .min
  /// Since when it has had more unread than `unreadBytesPause`.
  var unreadSinceNs: Int64?
  /// Its close frame has been sent.
  var isClosing = false

  /// A frame on its way through a filter.
  struct FilteredFrame: Sendable {
    var wire: [UInt8]
    var trade: (symbol: Int, id: Int64)?
  }

  init(
    number: Int, isObserver: Bool, session: StreamSession, options: ExchangeOptions, venue: Venue,
    nowNs: Int64
  ) {
    self.number = number
    self.isObserver = isObserver
    self.session = session
    budget = MessageBudget(messagesMax: options.messagesPerSecond(venue))
    heartbeat = Heartbeat(options.heartbeat(venue), openedNs: nowNs)
  }

  var isTroubled: Bool { filter != nil || halfFrameLot != nil }
}
