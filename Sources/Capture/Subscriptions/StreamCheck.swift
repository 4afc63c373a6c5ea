import Basics
package import Binance
import Market

/// What is wrong with a name, before anything is opened.
package enum StreamCheck {
  /// A symbol's stream by its name. Some are named after the pair: `btcusd@indexPrice`, and
  /// `btcusd_perpetual@continuousKline_1m`, of BTCUSD_PERP.
  package static func name(of stream: String, symbol: String) -> StreamName {
    let pair = String(symbol.prefix { $0 != "_" })
    let isPerpetual = pair == symbol || symbol == pair + "_PERP"
    let owner =
      stream.hasPrefix("indexPrice")
      ? pair : stream.hasPrefix("continuousKline") && isPerpetual ? pair + "_PERPETUAL" : symbol
    return StreamName(symbol: owner, suffix: stream)
  }

  /// Why a stream would bring nothing at a venue; nil if it is one of those that the venue documents.
  package static func problem(with stream: StreamName, at venue: BinanceSite) -> String? {
    let catalog = StreamCatalog(venue.venue)
    if catalog.contains(stream) { return nil }
    let name = stream.suffix
    if venue.venue == .spot, let retired = retired[name] {
      return venue == .us ? nil : "'\(name)' \(retired)"
    }
    let others = Venue.allCases.filter { StreamCatalog($0).contains(stream) }
    if !others.isEmpty {
      return
        "'\(name)' is a stream of \(others.map(\.rawValue).joined(separator: " and ")), not of "
        + "\(venue.rawValue)."
    }
    let all = stream.symbol.isEmpty ? catalog.ofMarket : catalog.ofSymbols
    let nearest = name.hasSuffix("1mo") ? name.dropLast(2) + "M" : nil
    let near = nearest ?? Nearest.name(to: name, among: all).map { $0[...] }
    return "'\(name)' is no stream of \(venue.rawValue): Binance would accept it and send nothing. "
      + (near.map { "Did you mean '\($0)'? " } ?? "")
      + "Known: \(catalog.groups.joined(separator: ", "))."
  }

  /// Streams of spot that are no more.
  private static let retired = [
    "!ticker@arr": "was retired on 2026-03-26: use !miniTicker@arr, or ticker of each symbol.",
    "!bookTicker": "was removed on 2022-12-07: use bookTicker of each symbol.",
  ]

  /// Why a symbol can be none; nil if it may be one.
  package static func problem(withSymbol symbol: String) -> String? {
    let plain = symbol.filter { $0.isLetter || $0.isNumber || $0 == "_" }
    guard plain != symbol || symbol.isEmpty else { return nil }
    return "'\(symbol)' is no symbol"
      + (plain.isEmpty ? "." : ": Binance writes it without a separator. Did you mean '\(plain)'?")
  }
}
