/// Says at which instant of a monotonic clock a recorded frame is due.
///
/// Every frame's instant is counted from the first frame's, never from the one before, so that
/// rounding and late wake-ups cannot add up to a drift. The pacer asks no clock: its owner does.
package struct Pacer: Sendable {
  package let speed: Speed
  private var firstReceivedNs: Int64?
  private let startNs: Int64

  /// `startNs` is the instant, on the owner's monotonic clock, at which the first frame is due.
  package init(speed: Speed, startNs: Int64) {
    self.speed = speed
    self.startNs = startNs
  }

  /// The instant at which a frame received at `receivedNs` is due, on the owner's monotonic clock;
  /// nil if it need not wait. Frames come in receive order.
  package mutating func dueNs(receivedNs: Int64) -> Int64? {
    guard case .paced(let numerator, let denominator) = speed else { return nil }
    guard let firstReceivedNs else {
      firstReceivedNs = receivedNs
      return startNs
    }
    // Int128: 584 years of ns times the denominator do not fit in 64 bits.
    let sinceFirst = Int128(receivedNs) - Int128(firstReceivedNs)
    let due = Int128(startNs) + sinceFirst * Int128(denominator) / Int128(numerator)
    return Int64(clamping: due)
  }

  /// The multiple that was reached: recorded time over elapsed time. Nil before time has passed.
  package func achieved(lastReceivedNs: Int64, nowNs: Int64) -> Double? {
    guard let firstReceivedNs, nowNs > startNs, lastReceivedNs > firstReceivedNs else { return nil }
    return Double(lastReceivedNs - firstReceivedNs) / Double(nowNs - startNs)
  }
}
