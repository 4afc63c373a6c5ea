package import Market

/// The candle builders of all symbols, each with all intervals asked for.
package struct CandleShelf {
  /// The first trading day of a symbol, as an epoch day: where its 3d candles are counted from.
  package struct Anchors: Sendable {
    package var bySymbol: [String: Int64] = [:]
    /// For the symbols not named.
    package var other: Int64?

    package init(bySymbol: [String: Int64] = [:], other: Int64? = nil) {
      self.bySymbol = bySymbol
      self.other = other
    }

    package func day(of symbol: String) -> Int64? { bySymbol[symbol] ?? other }
  }

  /// Coarser first: the order in which candles that close together are handed out.
  private let intervals: [Interval]
  private let anchors: Anchors
  /// By symbol number; empty for a symbol without a trade so far.
  private var builders: [[CandleBuilder]] = []

  package init(intervals: [Interval], anchors: Anchors) {
    self.intervals = intervals.sorted(by: Self.isCoarser)
    self.anchors = anchors
  }

  /// Adds a trade to each of its symbol's candles, and hands out what that closed and settled.
  mutating func add(
    _ trade: Trade, symbols: SymbolTable, _ emit: (CandleEvent) -> Void
  ) {
    let slot = Int(trade.symbol.rawValue)
    if slot >= builders.count || builders[slot].isEmpty { open(trade.symbol, symbols) }
    for index in builders[slot].indices where builders[slot][index].add(trade) {
      Self.drain(&builders[slot][index], emit)
    }
  }

  /// The end of the input: everything settles, symbol by symbol.
  mutating func finish(_ emit: (CandleEvent) -> Void) {
    for slot in builders.indices {
      for index in builders[slot].indices {
        builders[slot][index].finish()
        Self.drain(&builders[slot][index], emit)
      }
    }
  }

  /// Trades that came too late for their candle, over all builders.
  var lateDropped: Int64 { builders.joined().reduce(0) { $0 + $1.lateDropped } }

  private mutating func open(_ symbol: SymbolID, _ symbols: SymbolTable) {
    let slot = Int(symbol.rawValue)
    while builders.count <= slot { builders.append([]) }
    let anchorDay = anchors.day(of: symbols.name(symbol))
    builders[slot] = intervals.map {
      CandleBuilder(symbol: symbol, interval: $0, anchorDay: anchorDay)
    }
  }

  private static func drain(_ builder: inout CandleBuilder, _ emit: (CandleEvent) -> Void) {
    for event in builder.events { emit(event) }
    builder.events.removeAll(keepingCapacity: true)
  }

  private static func isCoarser(_ a: Interval, _ b: Interval) -> Bool {
    (a.fixedMs ?? .max) > (b.fixedMs ?? .max)
  }
}
