/// Something that goes wrong in a generated recording, at a place that the seed decides.
package enum GeneratorFault: String, CaseIterable, Sendable {
  /// The connection is lost and a new one opened: trades are missing in between.
  case reconnect
  /// A second connection delivers everything twice for a while.
  case duplicate
  /// Some trades arrive after trades with higher ids.
  case outOfOrder = "out-of-order"
  /// The message `{"e":"error",…}`, then the connection is lost.
  case error
  /// The exchange announces a shutdown, a new connection takes over, the old one is closed.
  case serverShutdown = "server-shutdown"
}
