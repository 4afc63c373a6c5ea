/// Request weight used by one address: 6,000 a minute, then 429, and 418 for who goes on asking.
struct WeightLedger: Sendable {
  struct Limits: Sendable, Equatable {
    /// Of a full minute of the clock.
    var weightMax: Int64 = 6000
    /// So many requests after a 429, within its minute, bring the ban.
    var ignoredMax = 10
    /// Length of the first ban; each further one is twice as long, up to three days.
    var firstBanS: Int64 = 120
  }

  static let banMaxS: Int64 = 3 * 86_400

  enum Verdict: Equatable {
    case served
    case tooMany(retryAfterS: Int64)
    case banned(untilMs: Int64, retryAfterS: Int64)
  }

  private let limits: Limits
  private var minute: Int64 = 0
  /// In the current minute, the last request included.
  private(set) var usedWeight: Int64 = 0
  private var ignored = 0
  private var bans = 0
  private var bannedUntilMs: Int64 = 0

  init(_ limits: Limits) { self.limits = limits }

  /// Since when nothing of it matters any more, ms.
  var idleSinceMs: Int64 { max(bannedUntilMs, (minute + 1) * 60_000) }

  /// Charges a request.
  mutating func charge(_ weight: Int64, atMs nowMs: Int64) -> Verdict {
    if nowMs < bannedUntilMs { return banned(atMs: nowMs) }
    let now = nowMs / 60_000
    if now != minute {
      minute = now
      usedWeight = 0
      ignored = 0
    }
    usedWeight += weight
    guard usedWeight > limits.weightMax else { return .served }
    ignored += 1
    guard ignored > limits.ignoredMax else {
      return .tooMany(retryAfterS: (minute + 1) * 60 - nowMs / 1000)
    }
    ignored = 0
    bans += 1
    let lengthS = min(limits.firstBanS << min(Int64(bans) - 1, 12), Self.banMaxS)
    bannedUntilMs = nowMs + lengthS * 1000
    return banned(atMs: nowMs)
  }

  private func banned(atMs nowMs: Int64) -> Verdict {
    .banned(untilMs: bannedUntilMs, retryAfterS: (bannedUntilMs - nowMs + 999) / 1000)
  }
}
