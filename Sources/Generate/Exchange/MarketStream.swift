package import Market

/// A stream of one symbol that the exchange of a generated market sends.
package enum MarketStream: Hashable, Sendable {
  case trade
  case aggTrade
  case bookTicker
  case miniTicker
  case ticker
  case kline(Interval)
  /// Changes of the book.
  case depth(Slot)
  /// The best 5, 10 or 20 levels of each side.
  case bestLevels(Int, Slot)

  /// How often a depth stream sends.
  package enum Slot: Int, CaseIterable, Sendable {
    case ms100, ms1000

    var us: Int64 { self == .ms100 ? 100_000 : 1_000_000 }
    fileprivate var ending: String { self == .ms100 ? "@100ms" : "" }
  }

  static let levelCounts = [5, 10, 20]

  /// All of them. A stream's place here is its `index`.
  package static let all: [MarketStream] = {
    var streams: [MarketStream] = [.trade, .aggTrade, .bookTicker, .miniTicker, .ticker]
    streams += Slot.allCases.map { .depth($0) }
    streams += levelCounts.flatMap { count in Slot.allCases.map { .bestLevels(count, $0) } }
    streams += Interval.allCases.map { .kline($0) }
    return streams
  }()

  /// Where `all` holds it.
  var index: Int {
    switch self {
    case .trade: 0
    case .aggTrade: 1
    case .bookTicker: 2
    case .miniTicker: 3
    case .ticker: 4
    case .depth(let slot): 5 + slot.rawValue
    case .bestLevels(let count, let slot):
      7 + (count == 5 ? 0 : count == 10 ? 2 : 4) + slot.rawValue
    case .kline(let interval): 13 + (Interval.allCases.firstIndex(of: interval) ?? 0)
    }
  }

  /// What follows the `@` after the symbol. Case matters.
  package var suffix: String {
    switch self {
    case .trade: "trade"
    case .aggTrade: "aggTrade"
    case .bookTicker: "bookTicker"
    case .miniTicker: "miniTicker"
    case .ticker: "ticker"
    case .depth(let slot): "depth" + slot.ending
    case .bestLevels(let count, let slot): "depth\(count)" + slot.ending
    case .kline(let interval): "kline_" + interval.rawValue
    }
  }
}
