#if Network
  import Basics
  import ArgumentParser
  import Binance
  import ExchangeServer
  import Foundation
  import Simulation
  import Market

  /// The market that `tool serve --generate` makes.
  struct ServeMarketArguments: ParsableArguments {
    @Option(help: "The seed of the market to serve.")
    var generate: UInt64?

    @Option(
      help: """
        Any names of pairs, or of contracts on COIN-M; the better known ones have Binance's own filters. \
        (default: ADABNB, USD-M BTCUSDT, COIN-M BTCUSD_PERP)
        """)
    var symbol: [String] = []

    @Option(help: "When the market begins, UTC. (default: now)")
    var start: TimeArgument?

    @Option(help: "How busy the market is: 20 is twenty times as many events, 0.5 half as many.")
    var rate = "1"

    @Option(help: "Load: so many frames a second, however long the market takes for them.")
    var framesPerSecond: Int64?

    func validate() throws {
      if let framesPerSecond, !(1...10_000_000).contains(framesPerSecond) {
        throw ValidationError("--frames-per-second \(framesPerSecond): expected 1 to 10000000.")
      }
    }

    /// Whether there is such a market.
    func check(_ venue: Venue) throws {
      do {
        for option in try markets(venue, nowMs: GeneratorOptions.startMsDefault) {
          try option.check()
        }
      } catch let error as GeneratorError {
        throw ValidationError(error.message)
      }
    }

    private static func symbol(_ venue: Venue) -> String {
      switch venue {
      case .spot: "ADABNB"
      case .usdm: "BTCUSDT"
      case .coinm: "BTCUSD_PERP"
      }
    }

    /// Beside a recording none of these has a meaning.
    func refuse() throws {
      if !symbol.isEmpty || start != nil || rate != "1" || framesPerSecond != nil {
        throw ValidationError(
          "--symbol, --start, --rate and --frames-per-second need --generate; a recording has its "
            + "own.")
      }
    }

    func exchange(_ options: ServerOptions, _ venue: Venue) throws -> (LocalExchange, String) {
      let markets = try markets(venue, nowMs: Int64(Date().timeIntervalSince1970 * 1000))
      let names = markets.map(\.symbol).joined(separator: ", ")
      let startNs = (markets.first?.startMs ?? 0) * 1_000_000
      return (
        LocalExchange(options, source: try GeneratedExchange(markets)),
        "\(names)\(venue == .spot ? "" : " of " + venue.rawValue), seed \(generate ?? 0), from \(isoText(ns: startNs))"
      )
    }

    private func markets(_ venue: Venue, nowMs: Int64) throws -> [ExchangeMarketOptions] {
      let startMs = try start.map { try $0.ns() / 1_000_000 } ?? nowMs
      let names = symbol.flatMap { $0.split(separator: ",").map(String.init) }
      return try (names.isEmpty ? [Self.symbol(venue)] : names).map { name in
        var options = ExchangeMarketOptions(
          symbol: String(name.map { $0.isASCII ? Character($0.uppercased()) : $0 }), venue: venue,
          seed: generate ?? 0, startMs: startMs)
        options.rateMilli = try RateArgument.milli(rate)
        return options
      }
    }
  }
#endif
