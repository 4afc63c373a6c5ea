import Basics

/// When trades go out, and the numbers of their aggregates.
struct TradeTimes: Sendable {
  /// When the last trade was sent, µs since the epoch.
  private(set) var lastSentUs: Int64 = 0
  private var nextAggregateId: Int64
  private var dice: Dice

  init(seed: UInt64, firstTradeId: Int64) {
    nextAggregateId = Self.firstAggregateId(firstTradeId: firstTradeId)
    dice = Dice(seed: seed, purpose: 0x5452_4144)
  }

  /// Aggregates are fewer than trades, so the first one's id is smaller than the first trade's.
  static func firstAggregateId(firstTradeId: Int64) -> Int64 { firstTradeId / 4 * 3 }

  mutating func takeAggregateId() -> Int64 {
    nextAggregateId += 1
    return nextAggregateId - 1
  }

  /// When a trade of this moment goes out: real frames have `E` 0 to 220 ms after `T`, mostly 1 ms,
  /// and never go back.
  mutating func sendTime(nowUs: Int64) -> Int64 {
    let lagMs: Int64
    switch dice.below(100) {
    case 0..<15: lagMs = 0
    case 15..<80: lagMs = 1
    case 80..<92: lagMs = dice.pick(2...6)
    default: lagMs = min(220, dice.logarithmic(low: 6, octaves: 6))
    }
    lastSentUs = max(lastSentUs, nowUs + lagMs * 1000)
    return lastSentUs
  }
}
