/// How much may still be asked of the REST interface: by the weight that answers report, and never
/// while the exchange says to stay away (429, 418).
package struct WeightBudget: Sendable {
  private let weightMax: Int
  private var used = 0
  private var windowEndsNs = Int64.min
  /// No request before.
  package private(set) var blockedUntilNs = Int64.min

  package init(weightPerMinute: Int) {
    let share = CaptureLimits.weightShare
    weightMax = weightPerMinute * share.numerator / share.denominator
  }

  /// Takes a request's weight if it may be sent now.
  package mutating func take(_ weight: Int, nowNs: Int64) -> Bool {
    guard nowNs >= blockedUntilNs else { return false }
    if nowNs >= windowEndsNs {
      used = 0
      // The exchange's minutes are not ours: a whole one from the first request is never too short.
      windowEndsNs = nowNs + 60 * CaptureLimits.secondNs
    }
    // One that is heavier than all we allow ourselves may go alone.
    guard used == 0 || used + weight <= weightMax else { return false }
    used += weight
    return true
  }

  /// Takes in an answer: its status, `x-mbx-used-weight-1m` and `retry-after`.
  package mutating func note(
    status: Int, usedWeight: Int?, retryAfterSeconds: Int64?, nowNs: Int64
  ) {
    if let usedWeight, usedWeight >= 0 { used = max(used, min(usedWeight, 1_000_000)) }
    guard let waitSeconds = Self.waitSeconds(status, retryAfterSeconds) else { return }
    blockedUntilNs = max(blockedUntilNs, nowNs + waitSeconds * CaptureLimits.secondNs)
  }

  /// 429: a limit was broken. 418: banned. 403: the firewall took us for an attack.
  private static func waitSeconds(_ status: Int, _ retryAfterSeconds: Int64?) -> Int64? {
    let usual: Int64
    switch status {
    case 429: usual = 60
    case 418: usual = 120
    case 403: usual = 60
    default: return nil
    }
    guard let retryAfterSeconds, retryAfterSeconds > 0 else { return usual }
    return min(retryAfterSeconds, CaptureLimits.retryAfterSecondsMax)
  }
}
