import Binance
package import Market

/// A stream of one symbol that the simulated exchange sends.
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

  /// How often a depth stream sends: every 100 or 1000 ms on spot, every 100, 250 or 500 on futures.
  package enum Slot: Int, CaseIterable, Sendable {
    case ms100, ms250, ms500, ms1000

    static func all(of venue: Venue) -> [Slot] {
      venue == .spot ? [.ms100, .ms1000] : [.ms100, .ms250, .ms500]
    }

    var us: Int64 {
      switch self {
      case .ms100: 100_000
      case .ms250: 250_000
      case .ms500: 500_000
      case .ms1000: 1_000_000
      }
    }

    /// What is not said is 1000 ms on spot and 250 ms on futures.
    fileprivate var ending: String {
      switch self {
      case .ms100: "@100ms"
      case .ms500: "@500ms"
      case .ms250, .ms1000: ""
      }
    }
  }

  static let levelCounts = [5, 10, 20]

  /// All of them, in the order of `index`.
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
      9 + (count == 5 ? 0 : count == 10 ? 4 : 8) + slot.rawValue
    case .kline(let interval): 21 + (Interval.allCases.firstIndex(of: interval) ?? 0)
    }
  }

  /// Whether a venue has it: futures have no klines of a second.
  package func isOffered(by venue: Venue) -> Bool {
    switch self {
    case .depth(let slot), .bestLevels(_, let slot): Slot.all(of: venue).contains(slot)
    case .kline(.s1): venue == .spot
    default: true
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

extension MarketStream {
  /// A stream of spot that can be recorded, by its name without the symbol: `kline_5m`. Case matters.
  package init(recorded name: String) throws(GeneratorError) {
    switch name {
    case "trade": self = .trade
    case "aggTrade": self = .aggTrade
    case "bookTicker": self = .bookTicker
    case "depth@100ms": self = .depth(.ms100)
    case "depth", "depth@1000ms": self = .depth(.ms1000)
    default:
      guard name.hasPrefix("kline_") else {
        throw GeneratorError(
          message: "stream '\(name)' cannot be generated; expected one of trade, aggTrade, "
            + "bookTicker, kline_<interval>, depth, depth@100ms")
      }
      let intervalName = String(name.dropFirst("kline_".count))
      guard let interval = Interval(rawValue: intervalName) else {
        let names = Interval.allCases.map(\.rawValue).joined(separator: ", ")
        throw GeneratorError(
          message: "stream '\(name)' names no interval; expected kline_ and one of \(names)")
      }
      self = .kline(interval)
    }
  }
}
