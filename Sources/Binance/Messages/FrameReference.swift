/// Which frame a message comes from: all that a message carries of it.
package struct FrameReference: Equatable, Sendable {
  /// When it was received, ns since the epoch, by the recorder's clock.
  package var receivedNs: Int64
  /// The connection's number within the recording's session.
  package var connection: UInt32
  /// The record's ordinal in its block.
  package var record: Int32

  package init(receivedNs: Int64, connection: UInt32, record: Int32) {
    self.receivedNs = receivedNs
    self.connection = connection
    self.record = record
  }
}

/// How a message reached us.
package enum MessageOrigin: UInt8, Sendable {
  /// A websocket frame.
  case stream
  /// The body of a REST answer.
  case rest
  /// A row of a file of data.binance.vision.
  case archive
}
