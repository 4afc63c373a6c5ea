/// Whether a socket should wait for a disk that has fallen behind.
///
/// First the network holds the frames back: nothing is lost, and the server notices nothing as long as
/// its own buffers last. An exchange cuts off who does not read, and a connection that is not read
/// answers no ping; so after `readPauseNsMax` of it frames are read again and, once the queue is
/// full, dropped and counted: a counted loss beats a connection that is lost. Both are over when
/// the queue is half empty.
package struct ReadPressure: Sendable {
  private var sinceNs: Int64?

  package init() {}

  /// - Parameter isPressed: whether the queue to the disk is more than half full.
  package mutating func shouldPause(isPressed: Bool, nowNs: Int64) -> Bool {
    guard isPressed else {
      sinceNs = nil
      return false
    }
    let sinceNs = sinceNs ?? nowNs
    self.sinceNs = sinceNs
    return nowNs - sinceNs < CaptureLimits.readPauseNsMax
  }
}
