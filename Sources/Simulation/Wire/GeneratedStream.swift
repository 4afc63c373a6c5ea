package import Market

/// A stream of Binance spot that the generator can send.
package enum GeneratedStream: Hashable, Sendable, CustomStringConvertible {
  case trade
  case aggTrade
  case bookTicker
  case kline(Interval)
  /// Diff depth every 100 ms.
  case depth100ms
  /// Diff depth every 1000 ms.
  case depth1000ms

  /// What follows the `@` in the stream's name; `depth` is Binance's name of `depth@1000ms`.
  package var description: String {
    switch self {
    case .trade: "trade"
    case .aggTrade: "aggTrade"
    case .bookTicker: "bookTicker"
    case .kline(let interval): "kline_\(interval.rawValue)"
    case .depth100ms: "depth@100ms"
    case .depth1000ms: "depth"
    }
  }

  /// A stream by its name without the symbol, for example `kline_5m`. Case matters.
  package init(_ name: String) throws(GeneratorError) {
    switch name {
    case "trade": self = .trade
    case "aggTrade": self = .aggTrade
    case "bookTicker": self = .bookTicker
    case "depth@100ms": self = .depth100ms
    case "depth", "depth@1000ms": self = .depth1000ms
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
