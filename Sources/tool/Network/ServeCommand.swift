#if Network
  import ArgumentParser
  import ExchangeServer
  import Foundation
  import Generate
  import Replay

  /// `tool serve`: an exchange on this machine.
  struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "serve",
      abstract: "Stand in for Binance: its REST and websocket market data, made here.",
      discussion: """
        The first line on stdout is the address; websockets are at the same port. Clients see one \
        market, the same at the same time. The same seed and start give the same market.

        Examples:
          tool serve --generate 7
          tool serve --generate 7 --symbol ADABNB,BTCUSDT --start 2024-08-08 --speed 60x
          tool serve --generate 7 --faults 1 --fault-every 20s --truth truth.jsonl
          tool serve --generate 7 --fault cut@30s,429@1m+10s
          tool serve --generate 7 --symbol BTCUSDT --frames-per-second 200000
          curl 'http://127.0.0.1:8080/api/v3/klines?symbol=ADABNB&interval=1m&limit=2'

        TLS, with a certificate of your own making:
          openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj /CN=localhost \\
            -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout key.pem -out cert.pem
          tool serve --generate 7 --tls-cert cert.pem --tls-key key.pem
        """)

    @Option(help: "The seed of the market to serve.")
    var generate: UInt64

    @Option(help: "Any names of spot pairs; the better known ones have Binance's own filters.")
    var symbol: [String] = []

    @Option(help: "When the market begins, UTC. (default: now)")
    var start: TimeArgument?

    @Option(
      help: "Market time: a multiple of the clock such as 60x, or max: as clients can take it.")
    var speed = SpeedArgument(argument: "1x")!

    @Option(help: "How many times as often everything happens, for example 0.5 or 20.")
    var rate = "1"

    @Option(help: "Load: so many frames a second, however long the market takes for them.")
    var framesPerSecond: Int64?

    @OptionGroup(title: "Where") var place: ServePlaceArguments
    @OptionGroup(title: "What goes wrong") var faults: ServeFaultArguments
    @OptionGroup(title: "Rules") var rules: ServeRuleArguments

    func validate() throws {
      if let framesPerSecond, !(1...10_000_000).contains(framesPerSecond) {
        throw ValidationError("--frames-per-second \(framesPerSecond): expected 1 to 10000000.")
      }
      do {
        for option in try markets(nowMs: GeneratorOptions.startMsDefault) { try option.check() }
      } catch let error as GeneratorError {
        throw ValidationError(error.message)
      }
    }

    func run() throws {
      let signals = SignalWait()
      var options = ServerOptions()
      try place.apply(to: &options)
      rules.apply(to: &options.exchange)
      options.exchange.faults = try faults.schedule(hasTLS: place.tlsCert != nil)
      options.exchange.pace =
        framesPerSecond.map { .framesPerSecond($0) } ?? .speed(speed.speed)
      let truth = try faults.truth.map { try LineFile($0) }
      if let truth { options.truth = { truth.write($0) } }
      let markets = try markets(nowMs: Int64(Date().timeIntervalSince1970 * 1000))
      let exchange = LocalExchange(options, source: try GeneratedExchange(markets))
      try exchange.start()
      try announce(exchange, markets)
      signals.wait()
      let statistics = exchange.statistics()
      exchange.stop()
      if let statistics {
        Console.report("\(statistics.frames) frames sent, \(statistics.faults) faults")
      }
      if let error = truth?.error { throw error }
    }

    private func announce(
      _ exchange: LocalExchange, _ markets: [ExchangeMarketOptions]
    ) throws {
      try Console.line(exchange.url ?? "")
      try Console.flush()
      let names = markets.map(\.symbol).joined(separator: ", ")
      let startNs = (markets.first?.startMs ?? 0) * 1_000_000
      Console.report(
        "serving \(names), seed \(generate), from \(isoText(ns: startNs)); Ctrl-C ends it")
    }

    private func markets(nowMs: Int64) throws -> [ExchangeMarketOptions] {
      let startMs = try start.map { try $0.ns() / 1_000_000 } ?? nowMs
      let names = symbol.flatMap { $0.split(separator: ",").map(String.init) }
      return try (names.isEmpty ? ["ADABNB"] : names).map { name in
        var options = ExchangeMarketOptions(
          symbol: String(name.map { $0.isASCII ? Character($0.uppercased()) : $0 }),
          seed: generate, startMs: startMs)
        options.rateMilli = try RateArgument.milli(rate)
        return options
      }
    }
  }
#else
  import ArgumentParser

  struct ServeCommand: WithoutNetwork {
    static let configuration = CommandConfiguration(
      commandName: "serve",
      abstract: "Stand in for Binance (not in this build: it has no network part).")

    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []
  }
#endif
