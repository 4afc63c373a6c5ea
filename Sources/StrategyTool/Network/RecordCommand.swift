#if Network
  import ArgumentParser
  import Binance
  import Capture
  import Foundation
  import Market
  import Recording

  /// `tool record`: captures live market data into a recording.
  struct RecordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "record",
      abstract: "Record live market data, byte for byte.",
      discussion: """
        Every frame is in the recording before anything reads it. Lost connections come back by \
        themselves, and trades missed meanwhile are fetched by their ids. Ctrl-C, SIGTERM and SIGHUP \
        end the recording cleanly (with --config, SIGHUP reads its symbols again, and new ones join); after a kill the next run, or tool repair, finds everything.

        Exit status: 0 success; 1 if nothing could be recorded, or not to the end; 3 if trades are missing \
        at the end, if streams were not recorded then because their connection did not come back, or if \
        trades were asked for and not one came in a minute or more.

        Examples:
          tool record --symbol ADABNB --output ada
          tool record --symbol BTCUSDT,ETHUSDT --stream trade,bookTicker,depth@100ms \\
            --rest exchangeInfo,klines_5m,depth --output btc --redundant
          tool record --venue usdm --symbol BTCUSDT --stream aggTrade,kline_1m \\
            --output futures
          tool record --venue usdm --symbol BTCUSDT,ETHUSDT --stream aggTrade,markPrice@1s \\
            --rest openInterest@30s,fundingRate@8h,exchangeInfo@1d --output funding
          tool record --symbol '*USDT' --top 50 --stream trade,kline_1m --output top
          tool record --venue coinm --symbol BTCUSD_PERP --stream aggTrade,depth@100ms \\
            --output coins
          tool record --websocket-url ws://127.0.0.1:9443 --symbol ADABNB \\
            --output test --duration 10s --show candles --interval 1s
          tool record --config btc.toml
          tool record --symbol BTCUSDT --output btc \\
            --strategy sma-cross --set fast=5 --interval 1m
        """)

    enum Shown: String, CaseIterable, ExpressibleByArgument {
      case candles
    }

    @Option(
      help: """
        Symbols, for example ADABNB or BTCUSDT,ETHUSDT; or chosen from those that are traded now: all, or \
        '*USDT'. New listings join while it runs.
        """)
    var symbol: [String] = []

    @Option(
      help: ArgumentHelp(
        "Of these, or of all, the most traded in the last 24 hours, by number of trades.",
        valueName: "count"))
    var top: Int?

    @Option(help: "The folder of the recording; one that exists is continued by a new session.")
    var output: String

    @Option(
      help: """
        Streams of each symbol: trade, aggTrade, kline_<i>, bookTicker, depth@100ms …; one that begins \
        with ! is the whole market's. Names are checked against those that the venue documents. \
        (default: trade, futures aggTrade)
        """)
    var stream: [String] = []

    @Option(
      help: """
        REST answers to record: exchangeInfo, klines_<i>, depth or depth_<levels> (how deep snapshots \
        are), trades, aggTrades and others, once at the start, or again and \
        again: openInterest@30s, depth@15m, openInterestHist_5m@5m.
        """)
    var rest: [String] = []

    @Option(
      help: """
        Which of Binance's markets to record; vision is spot's public data on hosts of its own. \
        (default: spot, or that of --websocket-url)
        """)
    var venue: VenueArgument?

    @Option(help: "Connect to this server: wss://host:port.")
    var websocketURL: String?

    @Option(
      help: """
        Ask this server for REST: https://host:port. (default: the venue's; of a server that is not \
        Binance's, the --websocket-url's host)
        """)
    var restURL: String?

    @OptionGroup var route: RouteArguments

    @Option(
      help: """
        A file with an API key, readable by you alone (mode 0600); or set BINANCE_API_KEY. Only \
        futures' historicalTrades needs one.
        """)
    var apiKeyFile: String?

    @Option(help: "Stop after this time, for example 90s or 24h.")
    var duration: DurationArgument?

    @Option(help: "Time after which a new segment begins.")
    var rotate = DurationArgument(ns: 3_600_000_000_000)

    @Option(
      help: """
        How often records are forced to the disk: a time such as 1s; always (at once); block (with each \
        full block); or never. Only a power cut can lose what is not there yet.
        """)
    var sync = SyncArgument(.every(ns: 1_000_000_000))

    @Option(help: "Disk space to leave free; with less the recording ends cleanly.")
    var minFree = SizeArgument(argument: "1G")!

    @Flag(help: "Keep two connections for all streams; readers take each message once.")
    var redundant = false

    @Flag(
      inversion: .prefixedNo,
      help: """
        Above 250 frames/s, read every 10 ms instead of at each packet: a quarter of the CPU, and receive \
        times up to 10 ms late.
        """)
    var gather = true

    @Flag(help: "Ask the exchange for times in µs instead of ms.")
    var microseconds = false

    @Flag(
      inversion: .prefixedNo, help: "Fetch trades that were missed while a connection was down.")
    var fill = true

    @Flag(
      inversion: .prefixedNo,
      help: """
        Get a snapshot for each depth stream when its connection opens, when its ids jump, and again until one \
        joins.
        """)
    var snapshots = true

    @Option(
      help: "Get a fresh snapshot of each book so often, for what lies behind the first: 15m.")
    var snapshotEvery: DurationArgument?

    @Option(help: "Print candles as they close.")
    var show: Shown?

    @Option(help: "Interval of the live candles.")
    var interval = IntervalArgument(.m1)

    @OptionGroup(title: "A strategy that trades on paper meanwhile")
    var chosen: StrategyArguments

    @OptionGroup(title: "Its account")
    var account: AccountArguments

    @Option(help: "Serve figures for Prometheus at http://127.0.0.1:PORT/metrics.")
    var metrics: Int?

    @Option(
      help: """
        Take options from this file, too: TOML lines such as symbol = ["BTCUSDT"], or a JSON object. What \
        stands on the command line counts more.
        """)
    var config: String?

    @Flag(help: "Print events, candles and the summary as JSON lines.")
    var json = false

    @OptionGroup var timeZone: TimeZoneArgument

    func validate() throws {
      _ = try captureOptions(symbols: exampleSymbols)
      if let top, top < 1 { throw ValidationError("--top \(top): expected 1 or more.") }
      if snapshotEvery != nil, !snapshots {
        throw ValidationError(
          "--snapshot-every and --no-snapshots contradict each other: leave one out.")
      }
      if let snapshotEvery, snapshotEvery.ns < CaptureLimits.snapshotEveryNsMin {
        throw ValidationError("--snapshot-every: expected 10s or more.")
      }
      try chosen.check(account.settings(try interval.get()))
      if let metrics, !(0...65535).contains(metrics) {
        throw ValidationError("--metrics \(metrics): expected a port from 0 (any) to 65535.")
      }
    }

    func run() throws {
      let run = try RecordRun(self, captureOptions())
      try run.run()
    }
  }
#else
  import ArgumentParser

  struct RecordCommand: WithoutNetwork {
    static let configuration = CommandConfiguration(
      commandName: "record",
      abstract: "Record live market data (not in this build: it has no network part).")

    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []
  }
#endif
