#if Network
  import Archive
  import ArgumentParser
  import Basics
  import Binance
  import Capture
  import Foundation
  import Recording

  /// `tool backfill`: fetches what a recording lacks.
  struct BackfillCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "backfill",
      abstract: "Fetch the trades that a recording lacks.",
      discussion: """
        Reads the recording, asks the exchange for every trade that its ids show to be missing, for \
        whatever reason, and adds the answers as a session of their own. What was recorded before is not \
        touched. tool verify counts the trades as there. Depth, quotes and what else has no history \
        cannot be had again, and is named.

        Exit status: 0 if nothing is missing afterwards, 3 if something is.

        Examples:
          tool backfill btc
          tool backfill futures --api-key-file key
        """)

    @Argument(help: ArgumentHelp("The recording's folder.", valueName: "recording"))
    var path: String

    @Option(help: "Which of Binance's markets it is of. (default: as recorded)")
    var venue: VenueArgument?

    @Option(help: "Ask this server: https://host:port. (default: as recorded)")
    var restURL: String?

    @OptionGroup var route: RouteArguments

    @Option(
      help: """
        A file with an API key, readable by you alone (mode 0600); or set BINANCE_API_KEY. With one, \
        futures give single trades of the last month.
        """)
    var apiKeyFile: String?

    @Flag(help: "Print events and the summary as JSON lines.")
    var json = false

    func run() throws {
      let recording = try Recording(paths: [path], packed: PackedDecoder.self)
      guard recording.directories.count == 1 else {
        throw ToolError(
          "\(path) is no folder: a backfill adds a segment, so name the whole recording")
      }
      let run = try BackfillRun(recording, self)
      guard try run.run() == 0 else { throw ExitCode(3) }
    }

    func captureOptions(_ recorded: [SessionInfo]) throws -> CaptureOptions {
      let last = recorded.last { $0.site != nil }
      if let venue = venue?.venue, let site = last?.site,
        !recorded.contains(where: { $0.site?.continues(venue) ?? false })
      {
        throw ValidationError(
          "--venue \(venue.rawValue): \(path) was recorded of \(site.rawValue), whose trades have ids of "
            + "their own. Leave --venue out, or name \(site.rawValue).")
      }
      let venue = venue?.venue ?? last?.site ?? .spot
      var options = CaptureOptions(
        venue: venue, subscriptions: Subscriptions(),
        restURL: try Self.checked(restURL) ?? (self.venue == nil ? last?.restURL : nil)
          ?? venue.restURL)
      options.apiKey = try APIKey.find(file: apiKeyFile)
      try route.apply(to: &options)
      options.endsWhenIdle = true
      options.seed = .random(in: .min ... .max)
      return options
    }

    private static func checked(_ url: String?) throws -> String? {
      do {
        return try CaptureRequest.checked(url, schemes: ["http", "https"])
      } catch {
        throw ValidationError(error.description)
      }
    }
  }
#else
  import ArgumentParser

  struct BackfillCommand: WithoutNetwork {
    static let configuration = CommandConfiguration(
      commandName: "backfill",
      abstract:
        "Fetch the trades that a recording lacks (not in this build: it has no network part).")

    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []
  }
#endif
