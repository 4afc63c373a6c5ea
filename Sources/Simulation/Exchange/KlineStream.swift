import Basics
import Market

/// The state of one `@kline_<interval>` stream and of the REST klines of that interval.
struct KlineStream: Sendable {
  let interval: Interval
  var ledger: KlineLedger
  let slotUs: Int64
  private var oldestOpenMs: Int64 = 0
  private var sentTradeId: Int64 = -1
  private var lastSentUs: Int64 = 0
  private var dice: Dice

  /// How many klines REST shows.
  private let limit: Int

  /// - Parameter slotUs: how often it sends; nil for spot's own.
  init(interval: Interval, anchorDay: Int64, limit: Int, slotUs: Int64? = nil) {
    self.interval = interval
    self.limit = limit
    ledger = KlineLedger(interval: interval, anchorDay: anchorDay, limit: limit)
    self.slotUs = slotUs ?? (interval == .s1 ? 1_000_000 : 2_000_000)
    dice = Dice(seed: SymbolProfile.hash(interval.rawValue), purpose: 0x4B4C_494E)
  }

  // MARK: History

  /// - Returns: when the oldest kline opens that REST will show.
  mutating func beginHistory(startMs: Int64) -> Int64 {
    let calendar = ledger.calendar
    let newest = calendar.openTimeMs(atMs: startMs)
    let span = calendar.lengthMs * Int64(limit - 1)
    oldestOpenMs = calendar.openTimeMs(atMs: newest - span)
    return oldestOpenMs
  }

  mutating func addHistory(_ trade: MarketTrade, profile: SymbolProfile) {
    if trade.timeMs >= oldestOpenMs { ledger.add(trade, profile: profile) }
  }

  /// Klines from elsewhere instead, oldest first, those without a trade left out.
  mutating func setHistory(_ klines: [KlineTally], startMs: Int64) {
    ledger.begin(with: klines)
    endHistory(startMs: startMs)
  }

  mutating func endHistory(startMs: Int64) {
    ledger.fillGaps()
    openNext(atMs: startMs)
    sentTradeId = ledger.klines.last?.lastTradeId ?? -1
  }

  // MARK: Stream

  /// Opens the kline of this instant.
  mutating func openNext(atMs timeMs: Int64) {
    ledger.open(atMs: timeMs)
    sentTradeId = -1
  }

  /// True once for every change since the last frame.
  mutating func takeChange() -> Bool {
    guard let kline = ledger.klines.last, kline.lastTradeId != sentTradeId else { return false }
    sentTradeId = kline.lastTradeId
    return true
  }

  /// How long after its end a kline is said to be closed: a few ms, seldom up to two seconds.
  mutating func closingLagMs() -> Int64 {
    dice.chance(960) ? dice.pick(1...5) : dice.pick(6...2000)
  }

  /// Frames of one stream never overtake each other.
  mutating func sendTime(_ wantedUs: Int64) -> Int64 {
    lastSentUs = max(lastSentUs, wantedUs)
    return lastSentUs
  }
}
