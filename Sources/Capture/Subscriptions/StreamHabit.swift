/// How often a stream speaks, learnt from all connections that carried it: a pair that trades every ten
/// minutes does so on the next connection too.
struct StreamHabit: Sendable {
  /// Frames so far, and the sum of the waits before them.
  private(set) var count: Int64 = 0
  private var waitedNs: Int64 = 0
  private var longestNs: Int64 = 0

  /// Takes in how long a stream was quiet before a frame. Limits keep a clock that was set from making
  /// it days, or more than 64 bits.
  mutating func note(waitedNs ns: Int64) {
    let ns = min(max(ns, 0), CaptureLimits.streamUsualNsMax)
    count += 1
    waitedNs = waitedNs.addingReportingOverflow(ns).partialValue
    longestNs = max(longestNs, ns)
  }

  /// Quiet for longer than this is silence: three times the longest wait, fifteen times the mean one, and a
  /// minute in any case; of which the more is believed the less is known: after twenty frames, three
  /// seconds.
  var silenceNs: Int64 {
    guard count > 0 else { return CaptureLimits.streamSilenceNs }
    let leastNs = max(
      CaptureLimits.streamSilenceNsMin, CaptureLimits.streamSilenceNs / min(count, 1000))
    return max(leastNs, 3 * longestNs, 15 * (waitedNs / count))
  }
}
