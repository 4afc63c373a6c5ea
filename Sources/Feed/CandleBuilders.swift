import Binance
import Market

/// The candle builders of all symbols, each with all intervals asked for.
struct CandleBuilders: Sendable {
  /// Coarser first: the order in which candles that close together are handed out.
  private let intervals: [Interval]
  private let anchors: CandleAnchors
  /// By symbol number; empty for a symbol without a trade so far.
  private var builders: [[CandleBuilder]] = []
  private var events: [CandleEvent] = []
  /// Beside the builders; empty where candles close by their trades alone.
  private var clocks: [[CandleClock]] = []
  private let closesInTime: Bool
  /// When the next candle ends, or earlier, ms.
  private var nextDueMs = Int64.max

  /// `closesInTime` closes candles by the exchange's clock (`CandleClock`).
  init(intervals: [Interval], anchors: CandleAnchors, closesInTime: Bool) {
    self.intervals = intervals.sorted { ($0.fixedMs ?? .max) > ($1.fixedMs ?? .max) }
    self.anchors = anchors
    self.closesInTime = closesInTime
  }

  /// Adds a trade to each of its symbol's candles.
  ///
  /// - Parameter name: the symbol's name, asked for at its first trade.
  /// - Returns: whether that closed or settled any: `takeEvents` hands them out.
  mutating func add(_ trade: Trade, name: @autoclosure () -> String) -> Bool {
    let slot = slot(of: trade, name())
    closeDue(trade, slot: slot, nextId: trade.firstTradeId)
    for index in builders[slot].indices where builders[slot][index].add(trade) {
      drain(slot, index)
    }
    startClocks(slot)
    return !events.isEmpty
  }

  /// Adds an aggregate in place of the trades within.
  mutating func add(standIn aggregate: Trade, name: @autoclosure () -> String) -> Bool {
    let slot = slot(of: aggregate, name())
    closeDue(aggregate, slot: slot, nextId: aggregate.firstTradeId)
    for index in builders[slot].indices where builders[slot][index].add(standIn: aggregate) {
      drain(slot, index)
    }
    startClocks(slot)
    return !events.isEmpty
  }

  /// Marks a symbol's candles of some times as incomplete, as long as they have not settled.
  mutating func doubt(_ symbol: SymbolID, atUs times: [Int64]) -> Bool {
    let slot = Int(symbol.rawValue)
    guard slot < builders.count else { return false }
    for index in builders[slot].indices {
      for time in times where builders[slot][index].doubt(atUs: time) { drain(slot, index) }
    }
    return !events.isEmpty
  }

  private mutating func slot(of trade: Trade, _ name: @autoclosure () -> String) -> Int {
    let slot = Int(trade.symbol.rawValue)
    if slot >= builders.count || builders[slot].isEmpty { open(trade.symbol, name()) }
    return slot
  }

  /// What has happened since the last time, in order.
  mutating func takeEvents() -> [CandleEvent] {
    defer { events = [] }
    return events
  }

  /// The end of the input: everything settles, symbol by symbol.
  mutating func finish() {
    for slot in builders.indices {
      for index in builders[slot].indices {
        builders[slot][index].finish()
        drain(slot, index)
      }
    }
  }

  /// Trades that came too late for their candle, over all builders.
  var lateDropped: Int64 { builders.joined().reduce(0) { $0 + $1.lateDropped } }

  private mutating func open(_ symbol: SymbolID, _ name: String) {
    let slot = Int(symbol.rawValue)
    while builders.count <= slot { builders.append([]) }
    let anchorDay = anchors.day(of: name)
    let contract = InverseContract(symbol: name)
    builders[slot] = intervals.map {
      CandleBuilder(symbol: symbol, interval: $0, anchorDay: anchorDay, contract: contract)
    }
    guard closesInTime else { return }
    while clocks.count <= slot { clocks.append([]) }
    clocks[slot] = intervals.map { CandleClock($0, anchorDay: anchorDay) }
    nextDueMs = 0
  }

  private mutating func drain(_ slot: Int, _ index: Int) {
    events += builders[slot][index].events.filter { event in
      // The clock closes candles, and has closed this one.
      if closesInTime, case .closed = event { return false }
      return true
    }
    builders[slot][index].events.removeAll(keepingCapacity: true)
  }
}

/// Closing by the exchange's clock.
extension CandleBuilders {
  /// Closes what has been heard of by a time, of all symbols, in the order in which it ended.
  ///
  /// - Parameters:
  ///   - timeUs: the exchange's, of the message at work.
  ///   - trade: that message, where it is a trade.
  /// - Returns: whether any closed.
  @inline(__always)
  mutating func close(heardOfAtUs timeUs: Int64, before trade: Trade? = nil) -> Bool {
    guard closesInTime, timeUs >= CandleClock.heardAfterUs else { return false }
    let untilMs = min((timeUs - CandleClock.heardAfterUs) / 1000, Interval.timeMsMax)
    if nextDueMs <= untilMs { closeAll(untilMs: untilMs, before: trade) }
    return !events.isEmpty
  }

  /// Closes a symbol's candles of an interval, of which the exchange says that one is over. Where it
  /// had trades and none has come so far, they are still on their way.
  mutating func close(_ kline: Kline, isLastIdKnown: Bool) -> Bool {
    let slot = Int(kline.candle.symbol.rawValue)
    guard slot < clocks.count else { return false }
    for index in clocks[slot].indices where intervals[index] == kline.candle.interval {
      let open = builders[slot][index].openCandle
      let holdsTrades = open?.closeTimeMs == kline.candle.closeTimeMs
      guard holdsTrades || kline.candle.tradeCount == 0 else { continue }
      let nextId = holdsTrades ? kline.candle.lastTradeId &+ 1 : builders[slot][index].nextId
      let untilMs = min(kline.candle.closeTimeMs, kline.eventTimeUs / 1000 - 1) + 1
      while clocks[slot][index].dueMs <= untilMs {
        closeNext(slot, index, untilMs: untilMs, nextId: isLastIdKnown ? nextId : nil)
      }
    }
    return !events.isEmpty
  }

  private mutating func closeAll(untilMs: Int64, before trade: Trade?) {
    while nextDueMs <= untilMs {
      let dueMs = nextDueMs
      nextDueMs = .max
      for slot in clocks.indices {
        let nextId = trade.flatMap { Int($0.symbol.rawValue) == slot ? $0.firstTradeId : nil }
        for index in clocks[slot].indices {
          if clocks[slot][index].dueMs <= dueMs {
            closeNext(slot, index, untilMs: untilMs, nextId: nextId)
          }
          nextDueMs = min(nextDueMs, clocks[slot][index].dueMs)
        }
      }
    }
  }

  /// Closes a symbol's candles that are over when it trades.
  private mutating func closeDue(_ trade: Trade, slot: Int, nextId: Int64) {
    let timeMs = min(trade.tradeTimeUs / 1000, Interval.timeMsMax)
    if closesInTime, timeMs >= nextDueMs { close(untilMs: timeMs, slot: slot, nextId: nextId) }
  }

  private mutating func startClocks(_ slot: Int) {
    guard closesInTime else { return }
    for index in clocks[slot].indices { clocks[slot][index].start(builders[slot][index]) }
  }

  private mutating func close(untilMs: Int64, slot: Int, nextId: Int64) {
    while let dueMs = clocks[slot].map(\.dueMs).min(), dueMs <= untilMs {
      for index in clocks[slot].indices where clocks[slot][index].dueMs == dueMs {
        closeNext(slot, index, untilMs: untilMs, nextId: nextId)
      }
    }
  }

  private mutating func closeNext(_ slot: Int, _ index: Int, untilMs: Int64, nextId: Int64?) {
    let candle = clocks[slot][index].next(
      untilMs: untilMs, builders[slot][index], nextId: nextId)
    if let candle { events.append(.closed(candle)) }
  }
}

/// The first trading day of each symbol, as an epoch day: where its 3d candles are counted from.
package struct CandleAnchors: Sendable {
  package var bySymbol: [String: Int64] = [:]
  /// For the symbols not named.
  package var other: Int64?

  package init(bySymbol: [String: Int64] = [:], other: Int64? = nil) {
    self.bySymbol = bySymbol
    self.other = other
  }

  package func day(of symbol: String) -> Int64? { bySymbol[symbol] ?? other }
}
