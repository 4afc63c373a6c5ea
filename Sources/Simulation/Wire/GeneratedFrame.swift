/// One frame of a generated recording, in the recording's own terms. The payload's array is reused
/// from frame to frame.
package struct GeneratedFrame: Sendable {
  /// The record kind: its letter in the recording.
  package enum Kind: UInt8, Sendable {
    /// `t`
    case text = 0x74
    /// `p`: a ping of the server.
    case ping = 0x70
    /// `Q`: our pong.
    case pongSent = 0x51
    /// `c`: a close frame of the server, two bytes of code and a reason.
    case close = 0x63
    /// `o`: JSON `{"url":…,"headers":{…}}`.
    case opened = 0x6F
    /// `x`: JSON `{"reason":…}`.
    case lost = 0x78
    /// `R`: JSON `{"method":…,"url":…,"headers":{…}}`.
    case request = 0x52
    /// `r`: one JSON line with status and headers, LF, the body.
    case response = 0x72
  }

  /// ns since the epoch; never goes back from frame to frame.
  package var receivedNs: Int64 = 0
  /// 0 for REST, 1 and up for websockets in the order they opened.
  package var connection: UInt32 = 0
  package var kind: Kind = .text
  package var payload: [UInt8] = []

  package init() {}
}
