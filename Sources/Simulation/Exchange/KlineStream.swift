import Basics
import Binance
import Market

/// The klines of one interval: what `@kline_<interval>` sends and REST shows.
struct KlineStream: Sendable {
  let interval: Interval
  /// How often it sends: every two seconds on spot, every second for 1s, four times a second on
  /// futures.
  let slotUs: Int64
  /// Oldest first, without gaps from the first one with a trade on.
  private(set) var klines: [MarketKline] = []
  /// Epoch day of the symbol's first trade, on which 3d klines are anchored.
  private let anchorDay: Int64
  private let contract: InverseContract?
  /// How many klines are kept, at least.
  private let limit: Int
  private var sentTradeId: Int64 = -1
  private var lastSentUs: Int64 = 0
  private var dice: Dice

  init(_ interval: Interval, _ profile: SymbolProfile, anchorDay: Int64, limit: Int) {
    self.interval = interval
    self.anchorDay = anchorDay
    self.limit = limit
    contract = profile.contract
    slotUs = profile.venue != .spot ? 250_000 : interval == .s1 ? 1_000_000 : 2_000_000
    dice = Dice(seed: SymbolProfile.hash(interval.rawValue), purpose: 0x4B4C_494E)
  }

  // MARK: History

  /// When the oldest of `limit` klines opens, the one at a start among them.
  static func oldestOpenMs(_ interval: Interval, anchorDay: Int64, startMs: Int64, limit: Int)
    -> Int64
  {
    let newest = interval.openTimeMs(atMs: startMs, anchorDay: anchorDay)
    // No kline is longer than the longest month.
    let spanMs = (interval.fixedMs ?? 31 * MarketOrigin.dayMs) * Int64(limit - 1)
    return interval.openTimeMs(atMs: newest - spanMs, anchorDay: anchorDay)
  }

  /// Begins with what the market has lived through before its start.
  /// - Parameter finer: klines of this interval or of a finer one, oldest first.
  mutating func begin(with finer: [MarketKline], startMs: Int64, sinceMs: Int64) {
    var withTrades: [MarketKline] = []
    for kline in finer where kline.openTimeMs >= sinceMs {
      if withTrades.last.map({ kline.openTimeMs >= $0.endTimeMs }) ?? true {
        withTrades.append(flat(atMs: kline.openTimeMs))
      }
      withTrades[withTrades.count - 1].add(kline)
    }
    for kline in withTrades.suffix(limit) {
      open(atMs: kline.openTimeMs - 1)
      klines.append(kline)
    }
    open(atMs: startMs)
    sentTradeId = klines.last?.lastTradeId ?? -1
  }

  // MARK: Live

  /// Adds a trade of this moment.
  mutating func add(_ trade: Trade) {
    let timeMs = trade.tradeTimeUs / 1000
    // Only the market's first trade finds no kline open.
    if klines.last.map({ timeMs >= $0.endTimeMs }) ?? true { klines.append(flat(atMs: timeMs)) }
    klines[klines.count - 1].add(trade, contract)
  }

  /// Opens the klines up to the one that holds a moment: flat ones where no trade fell, none before
  /// the first trade.
  private mutating func open(atMs timeMs: Int64) {
    while let last = klines.last, last.endTimeMs <= timeMs {
      klines.append(flat(atMs: last.endTimeMs, closeBefore: last.close))
      // The oldest klines are dropped in batches, so that keeping the newest costs nothing per
      // kline.
      if klines.count > 2 * limit + 16 { klines.removeFirst(klines.count - limit) }
    }
  }

  private func flat(atMs timeMs: Int64, closeBefore: Amount = .zero) -> MarketKline {
    let openMs = interval.openTimeMs(atMs: timeMs, anchorDay: anchorDay)
    return MarketKline(
      openTimeMs: openMs, endTimeMs: interval.nextOpenTimeMs(openMs), closeBefore: closeBefore)
  }

  /// Opens the kline of this instant.
  mutating func openNext(atMs timeMs: Int64) {
    open(atMs: timeMs)
    sentTradeId = -1
  }

  /// When the kline of this instant ends, even if no trade has opened it yet.
  func nextCloseMs(nowMs: Int64) -> Int64 {
    if let last = klines.last, last.endTimeMs > nowMs { return last.endTimeMs }
    return flat(atMs: nowMs).endTimeMs
  }

  /// True once for every change since the last frame.
  mutating func takeChange() -> Bool {
    guard let kline = klines.last, kline.lastTradeId != sentTradeId else { return false }
    sentTradeId = kline.lastTradeId
    return true
  }

  /// How long after its end a kline's last frame comes: a few ms, seldom up to two seconds.
  mutating func closingLagMs() -> Int64 {
    dice.chance(960) ? dice.pick(1...5) : dice.pick(6...2000)
  }

  /// Frames of one stream never overtake each other.
  mutating func sendTime(_ wantedUs: Int64) -> Int64 {
    lastSentUs = max(lastSentUs, wantedUs)
    return lastSentUs
  }
}
