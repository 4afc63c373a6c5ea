#if Network
  import Basics
  import Archive
  import ArgumentParser
  import Binance
  import ExchangeServer
  import Feed
  import Recording
  import Market

  extension ExchangeOptions.AtEnd: ExpressibleByArgument {}

  /// The recording that `tool serve` plays.
  struct ServeRecordingArguments: ParsableArguments {
    @Option(
      help: """
        Where the play head begins; clients are not sent what came before, but REST knows it. \
        (default: behind the REST answers of the first five seconds)
        """)
    var from: TimeArgument?

    @Option(help: "What happens to clients when the recording is over: close, loop or hold.")
    var atEnd = ExchangeOptions.AtEnd.hold

    /// A generated market has no end and begins at `--start`.
    func refuse() throws {
      if from != nil || atEnd != .hold {
        throw ValidationError("--from and --at-end need a recording.")
      }
    }

    /// The same symbol is another thing on another venue, and a server is one exchange.
    private func check(_ venues: [Venue], _ asked: Venue?, _ paths: String) throws {
      let names = venues.map(\.rawValue)
      if let asked, !venues.isEmpty, !venues.contains(asked) {
        throw ToolError(
          "\(paths) holds nothing of \(asked.rawValue), but of \(names.joined(separator: " and ")); "
            + "leave out --venue")
      }
      if asked == nil, venues.count > 1 {
        let choices = names.map { "--venue " + $0 }.joined(separator: " or ")
        throw ToolError(
          "\(paths) holds frames of \(names.joined(separator: " and ")), whose symbols have the same "
            + "names; choose what to serve: \(choices)")
      }
    }

    func exchange(
      _ paths: [String], _ venue: Venue?, _ options: ServerOptions
    ) throws -> (LocalExchange, String) {
      let recording = try Recording(paths: paths, packed: PackedDecoder.self)
      let contents = try RecordingContents(recording, .connections)
      try check(contents.venues, venue, paths.joined(separator: " "))
      let startUs = try from.map { try $0.ns() / 1000 }
      if let startUs, !(contents.firstUs...contents.lastUs).contains(startUs) {
        throw ToolError(
          "--from \(isoText(us: startUs)) lies outside of the recording: expected "
            + "\(isoText(us: contents.firstUs)) to \(isoText(us: contents.lastUs))")
      }
      let symbols = contents.symbols(of: contents.servedVenue(venue))
      if symbols.isEmpty {
        throw ToolError(
          "\(paths.joined(separator: " ")): no stream and no REST answer names a symbol, so there "
            + "is nothing to serve; 'tool info' shows what it holds")
      }
      let exchange = LocalExchange(options) {
        RecordedExchange(recording, contents: contents, venue: venue, startUs: startUs) {
          Console.report($0)
        }
      }
      let names = symbols.prefix(5).joined(separator: ", ")
      let more = symbols.count > 5 ? " and \(symbols.count - 5) more" : ""
      return (
        exchange,
        "\(names)\(more) from \(isoText(us: startUs ?? contents.preludeEndUs)) to "
          + "\(isoText(us: contents.lastUs))"
      )
    }
  }
#endif
