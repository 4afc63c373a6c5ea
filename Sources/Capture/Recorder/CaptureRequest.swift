import Basics
package import Binance
package import Market

/// What is to be recorded, in names as a person writes them.
package struct CaptureRequest: Sendable {
  /// What cannot be recorded so.
  package enum Problem: Error, Equatable, CustomStringConvertible {
    /// The stream is a symbol's, and no symbol is named.
    case noSymbol(stream: String, example: String)
    /// What is wrong with the name of a stream or a symbol.
    case wrongName(String)
    case tooManyStreams(Int)
    case unknownAnswer(String, Venue)
    /// More is to be asked of REST than the exchange allows.
    case tooOften(String)
    case badAddress(String, scheme: String)

    /// Where else it can be asked for.
    private static func others(_ name: String, _ venue: Venue) -> String {
      let others = Venue.allCases.filter { $0 != venue && RestItem(name, venue: $0) != nil }
      return others.isEmpty
        ? "" : ", but at \(others.map(\.rawValue).joined(separator: " and "))"
    }

    package var description: String {
      switch self {
      case .noSymbol(let stream, let example):
        "The stream '\(stream)' is a symbol's: name a symbol, for example \(example)."
      case .wrongName(let problem), .tooOften(let problem): problem
      case .tooManyStreams(let count):
        "\(count) streams: at most \(CaptureLimits.streamsMax) are recorded at once."
      case .unknownAnswer(let name, let venue):
        "'\(name)' cannot be asked for at \(venue.rawValue)\(Self.others(name, venue)). "
          + Nearest.advice(for: name, among: RestItem.names(at: venue)) + " "
          + "Each may be followed by how often: openInterest@30s, depth@15m, exchangeInfo@1d."
      case .badAddress(let url, let scheme):
        "'\(url)' is no address for this: write it like \(scheme)://host:port."
      }
    }
  }

  /// Nil: the one whose host `websocketURL` names, else spot.
  package var venue: BinanceSite?
  package var symbols: [String] = []
  /// Of each symbol; one that begins with `!` is the whole market's. Trades if empty.
  package var streams: [String] = []
  /// REST answers to record, once at the start, or again and again: `openInterest@30s`.
  package var answers: [String] = []
  /// Instead of the venue's own.
  package var websocketURL: String?
  /// Instead of the venue's own, or of the host of `websocketURL`.
  package var restURL: String?
  /// Whether the books of depth streams get their snapshots by themselves.
  package var takesSnapshots = true
  /// A fresh snapshot of each book so often.
  package var snapshotEveryNs: Int64?
  /// Asks for times in µs.
  package var hasMicroseconds = false

  package init() {}

  /// What it asks for, checked.
  package func options() throws(Problem) -> CaptureOptions {
    let url = try Self.checked(websocketURL, schemes: ["ws", "wss"])
    let venue = venue ?? url.flatMap { BinanceSite(websocketURL: $0) } ?? .spot
    for symbol in symbols {
      if let problem = StreamCheck.problem(withSymbol: symbol, at: venue.venue) {
        throw .wrongName(problem)
      }
    }
    let symbols = symbols.map { StreamName(symbol: $0, suffix: "").symbol }
    var options = CaptureOptions(
      venue: venue,
      subscriptions: Subscriptions(
        try streamNames(symbols, venue), venue: venue,
        websocketURLs: url.map { [$0] } ?? venue.websocketURLs, hasMicroseconds: hasMicroseconds),
      restURL: try Self.checked(restURL, schemes: ["http", "https"])
        ?? Self.restBase(url, venue))
    options.symbols = symbols
    options.symbolStreams = wanted(venue).filter { !StreamName($0).isOfMarket }
    for name in answers {
      guard let item = RestItem(name, venue: venue.venue) else {
        throw .unknownAnswer(name, venue.venue)
      }
      options.restItems.append(item)
    }
    options.takesSnapshots = takesSnapshots
    options.snapshotEveryNs = snapshotEveryNs
    if let problem = PollSchedule.problem(options) { throw .tooOften(problem) }
    return options
  }

  /// Futures never documented single trades, and may send none.
  private func wanted(_ venue: BinanceSite) -> [String] {
    streams.isEmpty ? [venue.venue == .spot ? "trade" : "aggTrade"] : streams
  }

  private func streamNames(
    _ symbols: [String], _ venue: BinanceSite
  ) throws(Problem) -> [StreamName] {
    var names: [StreamName] = []
    var known: Set<String> = []
    for stream in wanted(venue) {
      let isOfAll = StreamName(stream).isOfMarket
      if !isOfAll, symbols.isEmpty {
        throw .noSymbol(
          stream: stream, example: venue.venue == .coinm ? "BTCUSD_PERP" : "BTCUSDT")
      }
      let new =
        isOfAll
        ? [StreamName(stream)] : symbols.map { StreamCheck.name(of: stream, symbol: $0) }
      names += new.filter { known.insert($0.text).inserted }
    }
    for name in names {
      if let problem = StreamCheck.problem(with: name, at: venue) { throw .wrongName(problem) }
    }
    guard names.count <= CaptureLimits.streamsMax else { throw .tooManyStreams(names.count) }
    return names
  }

  /// A host of Binance has its own REST host; a server of one's own serves both on one port.
  private static func restBase(_ url: String?, _ venue: BinanceSite) -> String {
    guard let url, let scheme = url.firstRange(of: "://") else { return venue.restURL }
    if let known = BinanceSite(websocketURL: url) { return known.restURL }
    let host = url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" }
    return (url.lowercased().hasPrefix("wss") ? "https://" : "http://") + host
  }

  /// An address without a slash at its end; nil if there is none.
  package static func checked(_ url: String?, schemes: [String]) throws(Problem) -> String? {
    guard var url else { return nil }
    let known = schemes.contains { url.lowercased().hasPrefix($0 + "://") }
    guard known, url.utf8.count < 2000, !url.contains("?") else {
      throw .badAddress(url, scheme: schemes[schemes.count - 1])
    }
    while url.hasSuffix("/") { url.removeLast() }
    return url
  }
}
