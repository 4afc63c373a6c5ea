/// Candles of one symbol and one interval from trades.
///
/// The trade's own time `T` decides its interval, half-open in UTC; ids decide which trade opens and
/// which closes it. One call per trade, in the order in which they came, then the events:
///
/// ```
/// if builder.add(trade) {
///   for event in builder.events { … }
///   builder.events.removeAll(keepingCapacity: true)
/// }
/// …
/// builder.finish()               // the rest, as events
/// ```
///
/// **Closed.** The first trade with `T` at or past the end of the open candle closes it. `.closed` is
/// emitted before that trade is added to its own candle. Intervals without trades emit nothing
/// (`CandleFiller` makes their candles).
///
/// **Late.** A trade whose `T` lies in an interval that is over is late, whatever its id. It is added
/// exactly where it belongs, and `.amended` is emitted, as long as that interval has not settled; one
/// that comes later still is dropped and counted in `lateDropped`. A trade of the open candle that
/// comes out of id order is no event: it is merged.
///
/// **Settled.** Once the newest `T` seen is more than `lateWindowMs` past a candle's end, or at
/// `finish()`, `.settled` is emitted: in time order, once for each candle, the last word. Where ids
/// are missing after the candle, it settles when they can no longer come: more than `lateWindowMs`
/// past the first trade of the next one. Until then missing trades that an outage
/// took are still added when they are fetched, to it or to candles of their own.
///
/// **Complete.** Ids tell whether trades are missing: the candle before ends right below this one's
/// first id, the candle after begins right above its last, and none between is missing. So the first
/// and the last candle of an input never are complete. Trade ids count: an aggregate has those from its
/// first to its last.
///
/// Records without a price or quantity above zero are no trades of the market (insurance fund and
/// the like on futures, duplicates marked by `p="0"`): they change no figure, but an id that
/// continues the open candle's counts as seen. They, times outside 1970 to 9999, and impossible
/// ranges of trade ids are counted in `excluded`. Repeated ids must not come here.
///
/// Quote volume is price × quantity, each trade's cut to eight decimals; of a `contract`, the coins.
public struct CandleBuilder: Sendable {
  /// How long after its end, on the clock of trade times, a candle can still change.
  public static let lateWindowMs: Int64 = 600_000

  public let symbol: SymbolID
  public let interval: Interval
  /// What happened; the caller takes it out.
  public var events: [CandleEvent] = []
  /// Trades that came after their candle had settled.
  public private(set) var lateDropped: Int64 = 0
  /// Records that are no trades of the market, or cannot be true.
  public private(set) var excluded: Int64 = 0

  private let anchorDay: Int64?
  private let contract: InverseContract?
  private var current: CandleInProgress?
  private var closed = ClosedCandles()
  /// The open candle's first µs; `Int64.max` if there is none.
  private var startUs = Int64.max
  /// A trade from here on may close or settle something: the open candle's end, or earlier the
  /// moment at which the oldest closed one settles.
  private var fenceUs = Int64.min
  private var newestUs = Int64.min

  /// - Parameters:
  ///   - symbol: whose trades it is given.
  ///   - interval: of its candles.
  ///   - anchorDay: needed by 3d: days since the epoch of the symbol's first trading day.
  ///   - contract: what the symbol's quantities count, on COIN-M.
  public init(
    symbol: SymbolID, interval: Interval, anchorDay: Int64? = nil, contract: InverseContract? = nil
  ) {
    self.contract = contract
    self.symbol = symbol
    self.interval = interval
    self.anchorDay = anchorDay
  }

  /// Adds a trade. True if it caused events.
  public mutating func add(_ trade: Trade) -> Bool {
    let time = trade.tradeTimeUs
    // Where a time is at or past `startUs`, there is a `current`.
    guard time >= startUs, time < fenceUs, trade.firstTradeId == current?.nextId, isTrade(trade)
    else {
      return addElsewhere(trade)
    }
    newestUs = max(newestUs, time)
    current?.append(trade)
    return false
  }

  /// Adds an aggregate in place of the trades within, of which none came. True if it caused events.
  package mutating func add(standIn aggregate: Trade) -> Bool {
    guard isTrade(aggregate) else { return false }
    return addElsewhere(aggregate, isStandIn: aggregate.firstTradeId < aggregate.lastTradeId)
  }

  /// Notes that trades of a time contradict each other: their candle is not complete, unless it has
  /// settled. True if it had closed, which amends it.
  package mutating func doubt(atUs time: Int64) -> Bool {
    if let current, time >= startUs {
      if time < current.endTimeMs * 1000 { self.current?.isDoubtful = true }
      return false
    }
    guard let index = closed.doubt(atMs: time / 1000) else { return false }
    events.append(.amended(closedCandle(at: index, nextFirstId: current?.firstTradeId)))
    return true
  }

  /// The candle whose time is not over yet, as far as it has come; not complete by any proof.
  public var openCandle: Candle? { current.map { candle($0, isComplete: false) } }

  /// The same where the id of the trade that follows is known, which may prove it complete.
  package func openCandle(before nextId: Int64?) -> Candle? {
    current.map {
      candle($0, isComplete: $0.isUnbroken(after: closed.lastId, before: nextId))
    }
  }

  /// The id that continues the trades seen; nil before the first.
  package var nextId: Int64? { current?.nextId }

  /// The end of the input: all that is left settles, the open candle last and incomplete, without
  /// having closed. After that the builder is as new, but for its counts.
  public mutating func finish() {
    settle(before: .max)
    if let current { events.append(.settled(candle(current, isComplete: false))) }
    current = nil
    closed = ClosedCandles()
    startUs = .max
    fenceUs = .min
    newestUs = .min
  }
}

extension CandleBuilder {
  /// Ranges of trade ids from 2³² on are no aggregate: it holds what one order took within 100 ms.
  @inline(__always)
  private func isTrade(_ trade: Trade) -> Bool {
    trade.price.units > 0 && trade.quantity.units > 0
      && UInt64(bitPattern: trade.lastTradeId &- trade.firstTradeId) < 1 << 32
  }

  private mutating func addElsewhere(_ trade: Trade, isStandIn: Bool = false) -> Bool {
    let eventsBefore = events.count
    let time = trade.tradeTimeUs
    guard isTrade(trade), time >= 0, time / 1000 <= Interval.timeMsMax else {
      exclude(trade)
      return false
    }
    newestUs = max(newestUs, time)
    if let current, time < current.endTimeMs * 1000 {
      if time >= startUs {
        self.current?.merge(trade, isStandIn: isStandIn)
      } else {
        addLate(trade, isStandIn)
      }
    } else {
      closeCurrent(before: trade)
      current = begin(trade, isStandIn)
      startUs = (current?.openTimeMs ?? 0) * 1000
    }
    settle(before: newestUs)
    return events.count > eventsBefore
  }

  /// Keeps the chain of ids whole over a record that is none of the market's trades.
  private mutating func exclude(_ trade: Trade) {
    excluded += 1
    if trade.firstTradeId == current?.nextId, trade.lastTradeId == trade.firstTradeId {
      current?.skip()
    }
  }

  private mutating func addLate(_ trade: Trade, _ isStandIn: Bool) {
    let candle = begin(trade, isStandIn)
    guard closed.canChange(candle, newestUs: newestUs) else {
      lateDropped += 1
      return
    }
    let index = closed.merge(trade, isStandIn: isStandIn, into: candle)
    events.append(.amended(closedCandle(at: index, nextFirstId: current?.firstTradeId)))
  }

  private mutating func closeCurrent(before trade: Trade) {
    guard let current else { return }
    closed.append(current)
    events.append(.closed(closedCandle(at: closed.count - 1, nextFirstId: trade.firstTradeId)))
  }

  private mutating func settle(before newestUs: Int64) {
    while closed.count > 0, closed.settlesFromUs(open: current) <= newestUs {
      events.append(.settled(closedCandle(at: 0, nextFirstId: current?.firstTradeId)))
      closed.removeFirst()
    }
    fenceUs = min(closed.settlesFromUs(open: current), (current?.endTimeMs ?? 0) * 1000)
  }

  private func begin(_ trade: Trade, _ isStandIn: Bool) -> CandleInProgress {
    let open = interval.openTimeMs(atMs: trade.tradeTimeUs / 1000, anchorDay: anchorDay)
    return CandleInProgress(
      trade, openTimeMs: open, endTimeMs: interval.nextOpenTimeMs(open), contract: contract,
      isStandIn: isStandIn)
  }

  private func closedCandle(at index: Int, nextFirstId: Int64?) -> Candle {
    let isComplete = closed.isComplete(at: index, nextFirstId: nextFirstId)
    return candle(closed[index], isComplete: isComplete)
  }

  private func candle(_ candle: CandleInProgress, isComplete: Bool) -> Candle {
    candle.candle(symbol: symbol, interval: interval, isComplete: isComplete)
  }
}
