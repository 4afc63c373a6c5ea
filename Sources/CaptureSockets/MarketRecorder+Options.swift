#if Network
  import Binance
  import Capture
  public import Market

  extension MarketRecorder {
    /// One of Binance's markets.
    public enum Venue: String, CaseIterable, Sendable {
      case spot
      /// Spot's public data, on hosts of its own.
      case vision
      /// Spot with made-up money.
      case demo
      /// Binance.US.
      case us
      /// Futures margined in a stablecoin.
      case usdm, usdmDemo, usdmTestnet
      /// Futures margined in the coin.
      case coinm, coinmDemo, coinmTestnet
      /// The spot test network.
      case testnet
    }

    /// What to record, and where to.
    public struct Options: Sendable {
      public var venue = Venue.spot
      /// For example `BTCUSDT`.
      public var symbols: [String]
      /// Of each symbol, named as Binance does: `trade`, `kline_1m`, `depth@100ms` …; one that begins with `!`
      /// is the whole market's. Trades if empty, of futures aggregates.
      public var streams: [String] = []
      /// REST answers to record at the start: `exchangeInfo`, `klines_1m`, `depth` …
      public var answers: [String] = []
      /// The folder; a recording that is there is continued by a new session.
      public var output: String
      /// From 0 on; nil: until it is stopped.
      public var durationSeconds: Double?
      /// Disk space to leave free; with less the recording ends in order.
      public var minFreeBytes: Int64 = 1 << 30
      public var candleInterval = Interval.m1
      /// Keeps two connections for all streams: what one loses, the other has.
      public var isRedundant = false
      /// Whether the books of depth streams get their snapshots by themselves, and again until one joins.
      public var takesSnapshots = true
      /// Whether trades that no connection brought are fetched from REST.
      public var fillsGaps = true
      /// A server to connect to instead of Binance: `wss://host:port`. It serves REST, too, unless `restURL`
      /// names another.
      public var websocketURL: String?
      /// A server to ask for REST instead of Binance: `https://host:port`.
      public var restURL: String?
      /// A PEM file with certificates to trust besides the system's.
      public var certificateFile: String?

      public init(symbols: [String], output: String) {
        self.symbols = symbols
        self.output = output
      }

      func captureOptions() throws -> CaptureOptions {
        var request = CaptureRequest()
        request.venue = venue.site
        request.symbols = symbols
        request.streams = streams
        request.answers = answers
        request.websocketURL = websocketURL
        request.restURL = restURL
        request.takesSnapshots = takesSnapshots
        var options = try request.options()
        options.isRedundant = isRedundant
        options.fillsGaps = fillsGaps
        options.certificateFile = certificateFile
        options.durationNs = try durationNs()
        options.seed = .random(in: .min ... .max)
        return options
      }

      private func durationNs() throws -> Int64? {
        guard let durationSeconds else { return nil }
        guard durationSeconds.isFinite, durationSeconds >= 0 else {
          throw Problem.badDuration(seconds: durationSeconds)
        }
        return Int64(exactly: (durationSeconds * 1e9).rounded()) ?? .max
      }
    }

    /// What a recorder cannot follow.
    enum Problem: Error, CustomStringConvertible {
      case badDuration(seconds: Double)
      case hasRun

      var description: String {
        switch self {
        case .badDuration(let seconds):
          "A recording cannot take \(seconds) seconds: write a number from 0 on, or nil until it is stopped."
        case .hasRun: "This recorder has run already: make another one."
        }
      }
    }
  }

  extension MarketRecorder.Venue {
    fileprivate var site: BinanceSite {
      switch self {
      case .spot: .spot
      case .vision: .vision
      case .demo: .demo
      case .us: .us
      case .usdm: .usdm
      case .usdmDemo: .usdmDemo
      case .usdmTestnet: .usdmTestnet
      case .coinm: .coinm
      case .coinmDemo: .coinmDemo
      case .coinmTestnet: .coinmTestnet
      case .testnet: .testnet
      }
    }
  }
#endif
