import Market

/// The candle builders of all symbols, each with all intervals asked for.
struct CandleBuilders: Sendable {
  /// Coarser first: the order in which candles that close together are handed out.
  private let intervals: [Interval]
  private let anchors: CandleAnchors
  /// By symbol number; empty for a symbol without a trade so far.
  private var builders: [[CandleBuilder]] = []
  private var events: [CandleEvent] = []

  init(intervals: [Interval], anchors: CandleAnchors) {
    self.intervals = intervals.sorted { ($0.fixedMs ?? .max) > ($1.fixedMs ?? .max) }
    self.anchors = anchors
  }

  /// Adds a trade to each of its symbol's candles.
  ///
  /// - Parameter name: the symbol's name, asked for at its first trade.
  /// - Returns: whether that closed or settled any: `takeEvents` hands them out.
  mutating func add(_ trade: Trade, name: @autoclosure () -> String) -> Bool {
    let slot = slot(of: trade, name())
    for index in builders[slot].indices where builders[slot][index].add(trade) {
      drain(slot, index)
    }
    return !events.isEmpty
  }

  /// Adds an aggregate in place of the trades within.
  mutating func add(standIn aggregate: Trade, name: @autoclosure () -> String) -> Bool {
    let slot = slot(of: aggregate, name())
    for index in builders[slot].indices where builders[slot][index].add(standIn: aggregate) {
      drain(slot, index)
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
  }

  private mutating func drain(_ slot: Int, _ index: Int) {
    events += builders[slot][index].events
    builders[slot][index].events.removeAll(keepingCapacity: true)
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
