#if Network
  import Market
  import ArgumentParser
  import Binance
  import ExchangeServer
  import Foundation
  import Replay

  /// `tool serve`: an exchange on this machine.
  struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "serve",
      abstract: "Stand in for Binance, over a recording or a generated market.",
      discussion: """
        The first line on stdout is the address; websockets are at the same port. Clients see one \
        market, the same at the same time. A recording is answered from as of its play head, never \
        from its future; --generate serves a market made from a seed instead.

        Examples:
          tool serve recordings/demo --speed 60x
          tool serve recordings/demo --speed max --start-on-connect --at-end close
          tool serve recordings/demo --fault cut@30s,429@1m+10s
          tool serve --generate 7
          tool serve --generate 7 --symbol ADABNB,BTCUSDT --start 2024-08-08 \\
            --speed 60x
          tool serve --generate 7 --venue coinm --symbol BTCUSD_PERP,ETHUSD_PERP
          tool serve --generate 7 --faults 1 --fault-every 20s --truth truth.jsonl
          tool serve --generate 7 --symbol BTCUSDT --frames-per-second 200000
          curl 'http://127.0.0.1:8080/api/v3/klines?symbol=ADABNB&interval=1m&limit=2'

        The address, in a browser, shows the play head, the clients and the candles, and moves the \
        head. So do these, each answered with the state as JSON; step works while paused and takes \
        ?frames=10 too. Pages of other origins are refused.
          curl http://127.0.0.1:8080/control/state
          curl -X POST http://127.0.0.1:8080/control/pause
          curl -X POST 'http://127.0.0.1:8080/control/step?ms=1000'
          curl -X POST 'http://127.0.0.1:8080/control/seek?to=2021-05-22T03:00:00Z'
          curl -X POST 'http://127.0.0.1:8080/control/speed?value=600x'
          curl -X POST http://127.0.0.1:8080/control/resume

        TLS, with a certificate that the server makes and clients must trust; and with one of yours:
          tool serve --generate 7 --tls-self-made tls
          curl --cacert tls/cert.pem https://127.0.0.1:8080/api/v3/ping
          openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj /CN=localhost \\
            -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \\
            -keyout key.pem -out cert.pem
          tool serve --generate 7 --tls-cert cert.pem --tls-key key.pem
        """)

    @Argument(help: "Folders of segments or single segments to serve.")
    var recording: [String] = []

    @Option(
      help: """
        Which of Binance's markets to be: spot, usdm (/fapi, /public, /market) or coinm (/dapi). \
        (default: spot, or the recording's)
        """)
    var venue: Venue?

    @Option(
      help: "How fast market time runs: a multiple such as 60x, or max, as fast as clients read.")
    var speed = SpeedArgument(argument: "1x")!

    @Option(
      help: """
        With --speed max: messages a second to each connection, after a burst of 50. (default: 500 \
        for a recording, as fast as it reads for a generated market)
        """)
    var maxRate: Int64?

    @Flag(help: "Market time stands until the first websocket opens.")
    var startOnConnect = false

    @OptionGroup(title: "A recording") var recorded: ServeRecordingArguments
    @OptionGroup(title: "A generated market") var generated: ServeMarketArguments
    @OptionGroup(title: "Where") var address: ServeAddressArguments
    @OptionGroup(title: "What goes wrong") var faults: ServeFaultArguments
    @OptionGroup(title: "Rules") var rules: ServeRuleArguments

    func validate() throws {
      if let maxRate, !(1...1_000_000).contains(maxRate) {
        throw ValidationError("--max-rate \(maxRate): expected 1 to 1000000.")
      }
      guard recording.isEmpty == (generated.generate != nil) else {
        throw ValidationError(
          recording.isEmpty
            ? "Nothing to serve: name a recording, for example recordings/demo, or --generate SEED."
            : "--generate serves no recording: name one or the other.")
      }
      try recording.isEmpty ? recorded.refuse() : generated.refuse()
      if recording.isEmpty { try generated.check(venue ?? .spot) }
    }

    func run() throws {
      let signals = SignalWait()
      var options = ServerOptions()
      try address.apply(to: &options)
      rules.apply(to: &options.exchange)
      options.exchange.faults = try faults.schedule(hasTLS: address.hasTLS)
      options.exchange.pace =
        generated.framesPerSecond.map { .framesPerSecond($0) } ?? .speed(speed.speed)
      options.exchange.maxRate = maxRate ?? (recording.isEmpty ? nil : 500)
      options.exchange.startsOnConnect = startOnConnect
      options.exchange.atEnd = recorded.atEnd
      options.report = { Console.report($0) }
      let truth = try faults.truth.map { try LineFile($0) }
      if let truth { options.truth = { truth.write($0) } }
      let (exchange, description) =
        try recording.isEmpty
        ? generated.exchange(options, venue ?? .spot)
        : recorded.exchange(recording, venue, options)
      try exchange.start()
      try Console.line(exchange.url ?? "")
      try Console.flush()
      Console.report("serving \(description); Ctrl-C ends it")
      signals.wait()
      let statistics = exchange.statistics()
      exchange.stop()
      if let statistics {
        Console.report("\(statistics.frames) frames sent, \(statistics.faults) faults")
      }
      if let error = truth?.error { throw error }
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
