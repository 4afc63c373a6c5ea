#if Network
  import ArgumentParser
  import Basics
  import Binance
  import Capture
  import Market
  import Recording

  extension RecordCommand {
    /// The capture's options from ours.
    func captureOptions(apiKey: String?) throws -> CaptureOptions {
      let venue = venue.venue
      let symbols = Self.list(symbol).map { StreamName(symbol: $0, suffix: "").symbol }
      let base = try checked(websocketURL, schemes: ["ws", "wss"]) ?? venue.websocketURL
      let streams = try streams(symbols, venue)
      var options = CaptureOptions(
        venue: venue,
        subscriptions: Subscriptions(
          streams, venue: venue, websocketURL: base, hasMicroseconds: microseconds),
        restURL: try checked(restURL, schemes: ["http", "https"]) ?? restBase(venue))
      options.symbols = symbols
      options.restItems = try Self.list(rest).map { try restItem($0, venue) }
      options.isRedundant = redundant
      options.fillsGaps = fill
      options.apiKey = apiKey
      options.certificateFile = caFile
      options.durationNs = duration?.ns
      options.gathers = gather
      options.seed = .random(in: .min ... .max)
      return options
    }

    private func streams(_ symbols: [String], _ venue: BinanceSite) throws -> [StreamName] {
      var streams: [StreamName] = []
      // Futures never documented single trades, and may send none.
      let usual = venue.venue == .spot ? "trade" : "aggTrade"
      for name in stream.isEmpty ? [usual] : Self.list(stream) {
        let isOfAll = name.first == "!"
        if !isOfAll, symbols.isEmpty {
          let example = venue.venue == .coinm ? "BTCUSD_PERP" : "BTCUSDT"
          throw ValidationError(
            "Missing --symbol: the stream '\(name)' is a symbol's, for example --symbol \(example)."
          )
        }
        let new =
          isOfAll ? [StreamName(name)] : symbols.map { StreamName(symbol: $0, suffix: name) }
        for stream in new where !streams.contains(stream) { streams.append(stream) }
      }
      if let unknown = streams.first(where: { $0.kind == .unknown }) {
        throw ValidationError(
          "'\(unknown.suffix)' is no stream known here, and Binance would accept it and send nothing. "
            + Nearest.advice(for: unknown.suffix, among: Self.streamNames))
      }
      guard streams.count <= CaptureLimits.streamsMax else {
        throw ValidationError(
          "\(streams.count) streams: at most \(CaptureLimits.streamsMax) are recorded at once.")
      }
      return streams
    }

    private static let streamNames = [
      "trade", "aggTrade", "kline_1m", "kline_5m", "kline_1h", "bookTicker", "depth",
      "depth@100ms", "depth5", "depth20@100ms", "miniTicker", "ticker", "avgPrice", "markPrice",
      "forceOrder", "!miniTicker@arr",
    ]

    private func restItem(_ name: String, _ venue: BinanceSite) throws -> RestItem {
      guard let item = RestItem(name, venue: venue.venue) else {
        throw ValidationError(
          "'\(name)' cannot be asked for. \(Nearest.advice(for: name, among: RestItem.names))")
      }
      return item
    }

    /// A server of one's own serves both on one port.
    private func restBase(_ venue: BinanceSite) -> String {
      guard let websocketURL, let scheme = websocketURL.firstRange(of: "://") else {
        return venue.restURL
      }
      let host = websocketURL[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" }
      let isSecure = websocketURL.lowercased().hasPrefix("wss")
      return (isSecure ? "https://" : "http://") + host
    }

    private func checked(_ url: String?, schemes: [String]) throws -> String? {
      guard var url else { return nil }
      let known = schemes.contains { url.lowercased().hasPrefix($0 + "://") }
      guard known, url.utf8.count < 2000, !url.contains("?") else {
        throw ValidationError(
          "'\(url)' is no address for this: write it like \(schemes[schemes.count - 1])://host:port."
        )
      }
      while url.hasSuffix("/") { url.removeLast() }
      return url
    }

    /// The names of an option that may be repeated and may hold lists.
    private static func list(_ values: [String]) -> [String] {
      values.flatMap { $0.split(separator: ",").map(String.init) }
    }

    func writerOptions() -> RecordingWriter.Options {
      var options = RecordingWriter.Options()
      options.rotateNs = rotate.ns
      options.sync = sync.policy
      options.minFreeBytes = minFree.bytes
      options.quickLevel = 1
      return options
    }
  }

  /// `--venue`.
  struct VenueArgument: ExpressibleByArgument {
    let venue: BinanceSite

    init(_ venue: BinanceSite) { self.venue = venue }

    init?(argument: String) {
      guard let venue = BinanceSite(rawValue: argument) else { return nil }
      self.venue = venue
    }

    var defaultValueDescription: String { venue.rawValue }
    static var allValueStrings: [String] { BinanceSite.allCases.map(\.rawValue) }
  }

  /// `--sync`.
  struct SyncArgument: ExpressibleByArgument {
    let policy: SyncPolicy

    init(_ policy: SyncPolicy) { self.policy = policy }

    init?(argument: String) {
      switch argument {
      case "always": policy = .always
      case "block": policy = .block
      case "never": policy = .never
      default:
        guard let duration = DurationArgument(argument: argument), duration.ns > 0 else {
          return nil
        }
        policy = .every(ns: duration.ns)
      }
    }

    var defaultValueDescription: String { "1s" }
  }
#endif
