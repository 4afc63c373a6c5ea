import Basics
package import Binance
package import Market

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
      + (catalog.groups.isEmpty ? "" : "Known: \(catalog.groups.joined(separator: ", ")).")
  }

  /// Streams of spot that are no more.
  private static let retired = [
    "!ticker@arr": "was retired on 2026-03-26: use !miniTicker@arr, or ticker of each symbol.",
    "!bookTicker": "was removed on 2022-12-07: use bookTicker of each symbol.",
  ]

  /// Why a symbol can be none of a venue; nil if it may be one.
  package static func problem(withSymbol symbol: String, at venue: Venue) -> String? {
    if let mark = symbol.firstIndex(of: "@") {
      return "'\(symbol)' is a stream and no symbol: name --symbol "
        + "\(symbol[..<mark].uppercased()) and --stream \(symbol[symbol.index(after: mark)...])."
    }
    // Others write BTC/USDT:USDT for the perpetual contract.
    let pair = symbol.contains("/") ? symbol.prefix { $0 != ":" } : symbol[...]
    let plain = pair.filter { $0.isLetter || $0.isNumber || $0 == "_" }
    guard plain == symbol, !symbol.isEmpty else {
      return "'\(symbol)' is no symbol"
        + (plain.isEmpty
          ? "." : ": Binance writes it without a separator. Did you mean '\(plain)'?")
    }
    return problem(withContract: symbol, at: venue)
  }

  /// `BTCUSDT` on spot and USD-M, `BTCUSDT_260327` on USD-M, `BTCUSD_PERP` and `BTCUSD_260327` on COIN-M.
  private static func problem(withContract symbol: String, at venue: Venue) -> String? {
    let parts = symbol.split(separator: "_", omittingEmptySubsequences: false)
    let pair = String(parts[0])
    let isDelivery = parts.count == 2 && parts[1].count == 6 && parts[1].allSatisfy(\.isNumber)
    let isPerpetual = parts.count == 2 && parts[1].uppercased() == "PERP"
    // Klines of contracts that are named by their type.
    if venue != .spot, ["PERPETUAL", "QUARTER"].contains(parts.last?.uppercased()) { return nil }
    switch venue {
    case .spot where parts.count > 1:
      let near = isPerpetual || isDelivery ? nil : parts.joined()
      return "'\(symbol)' is no symbol of spot"
        + (near.map { ": Binance writes it without a separator. Did you mean '\($0)'?" }
          ?? ": it is a contract of futures, which are --venue usdm and --venue coinm.")
    case .usdm where parts.count > 1 && !isDelivery:
      return "'\(symbol)' is no symbol of usdm: contracts are named like BTCUSDT and BTCUSDT_260327"
        + (isPerpetual ? "; BTCUSD_PERP is one of --venue coinm." : ".")
    case .coinm where !isDelivery && !isPerpetual && symbol != pair || symbol.hasSuffix("USDT"):
      return "'\(symbol)' is no symbol of coinm: contracts are named like BTCUSD_PERP and "
        + "BTCUSD_260327" + (symbol.hasSuffix("USDT") ? "; BTCUSDT is one of --venue usdm." : ".")
    default: return nil
    }
  }
}
