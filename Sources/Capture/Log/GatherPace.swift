/// When a thread rests after its work, so that frames gather.
///
/// Waking up for a frame costs many times what the frame itself costs, and an exchange's peak of
/// thousands of frames a second comes in as many packets. Below `gatherFramesPerSecond` there is no rest:
/// every frame is read, stamped and written as it comes. Above, sockets are read and the log is written
/// every `gatherNs`. After a large piece of work there is no rest either: that is a burst, to be taken as
/// fast as it comes.
package struct GatherPace: Sendable {
  private static let windowNs: Int64 = 100_000_000

  private var windowStartNs = Int64.min / 2
  private var frames = 0
  private var isBusy = false

  package init() {}

  /// - Parameters:
  ///   - frames: taken since the last call.
  ///   - bytes: of those.
  /// - Returns: whether to rest for `gatherNs` now.
  package mutating func shouldRest(frames: Int, bytes: Int, nowNs: Int64) -> Bool {
    let elapsedNs = nowNs - windowStartNs
    if elapsedNs >= Self.windowNs {
      let perSecond = Int64(self.frames) * CaptureLimits.secondNs / elapsedNs
      isBusy =
        perSecond >= CaptureLimits.gatherFramesPerSecond && elapsedNs < 2 * Self.windowNs
      windowStartNs = nowNs
      self.frames = 0
    }
    self.frames += frames
    return isBusy && bytes < CaptureLimits.burstBytes
  }
}
