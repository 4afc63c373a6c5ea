#if Network
  import ArgumentParser
  import Binance
  import Capture
  import CaptureSockets
  import Recording

  extension RecordCommand {
    /// The capture's options from ours, with the symbols that are chosen from what the exchange lists.
    func captureOptions() throws -> CaptureOptions {
      let key = try APIKey.find(file: apiKeyFile)
      var options = try captureOptions(symbols: exampleSymbols)
      if let choice {
        let listed = try ListedSymbols(
          options, hasCounts: choice.top != nil, observe: { Console.report($0) }
        ).symbols
        let symbols = choice.symbols(among: listed)
        guard !symbols.isEmpty else {
          throw ToolError(
            "no symbol that is traded there matches --symbol \(Self.list(symbol).joined(separator: ","))"
          )
        }
        options = try captureOptions(symbols: symbols)
        options.choice = choice
        options.listed = Set(listed.map(\.symbol))
        Console.report(Self.text(symbols))
      }
      options.apiKey = key
      return options
    }

    /// How symbols are chosen; nil if each is named.
    var choice: SymbolChoice? { SymbolChoice(Self.list(symbol), top: top) }

    /// Those that are named; where they are chosen, one that stands for those.
    var exampleSymbols: [String] {
      choice == nil ? Self.list(symbol) : (choice?.symbols(among: []) ?? []) + ["EXAMPLE"]
    }

    private static func text(_ symbols: [String]) -> String {
      let shown = symbols.prefix(10).joined(separator: ", ")
      return "\(counted(symbols.count, "symbol")): \(shown)"
        + (symbols.count > 10 ? " and \(symbols.count - 10) more" : "")
    }

    func captureOptions(symbols: [String]) throws -> CaptureOptions {
      var request = CaptureRequest()
      request.venue = venue?.venue
      request.symbols = symbols
      request.streams = Self.list(stream)
      request.answers = Self.list(rest)
      request.websocketURL = websocketURL
      request.restURL = restURL
      request.hasMicroseconds = microseconds
      request.takesSnapshots = snapshots
      request.snapshotEveryNs = snapshotEvery?.ns
      var options = try Self.checked(request)
      options.isRedundant = redundant
      options.fillsGaps = fill
      try route.apply(to: &options)
      options.durationNs = duration?.ns
      options.gathers = gather
      options.seed = .random(in: .min ... .max)
      return options
    }

    private static func checked(_ request: CaptureRequest) throws -> CaptureOptions {
      do {
        return try request.options()
      } catch .noSymbol(let stream, let example) {
        throw ValidationError(
          "Missing --symbol: the stream '\(stream)' is a symbol's, for example --symbol \(example)."
        )
      } catch {
        throw ValidationError(error.description)
      }
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
