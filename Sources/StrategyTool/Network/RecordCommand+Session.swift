#if Network
  import Backtest
  import Basics
  import Binance
  import Capture
  import CaptureSockets
  import Feed
  import Foundation
  import Market
  import Recording
  import Runs

  extension RecordCommand {
    func sessionInfo(_ options: CaptureOptions) throws -> SessionInfo {
      let config = JSONValue.object([
        ("venue", .string(options.venue.rawValue)),
        ("urls", .array(options.subscriptions.plans.map { .string(Redaction.url($0.url)) })),
        ("streams", .array(options.subscriptions.streams.map { .string($0.text) })),
        ("restUrl", .string(Redaction.url(options.restURL))),
        ("redundant", .bool(options.isRedundant)),
      ])
      var name = [CChar](repeating: 0, count: 256)
      gethostname(&name, name.count - 1)
      let id = String(UInt32.random(in: .min ... .max), radix: 16)
      return SessionInfo(
        id: String(repeating: "0", count: 8 - id.count) + id, tool: Version.text,
        host: String(
          decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self),
        config: config.text)
    }

    /// Live candles are made of trades; of aggregates where no trades are recorded.
    private func feedOptions(_ options: CaptureOptions) throws -> FeedProcessor.Options {
      let kinds = options.subscriptions.streams.map(\.kind)
      var feed = FeedProcessor.Options()
      feed.source = kinds.contains(.trade) || !kinds.contains(.aggTrade) ? .trades : .aggTrades
      feed.intervals = [try interval.get()]
      feed.wanted = MessageKinds([.trade, .aggTrade])
      if chosen.isGiven { PaperRun.widen(&feed) }
      return feed
    }

    /// What looks at the recorded frames.
    func liveFeed(
      _ options: CaptureOptions, _ printer: CapturePrinter
    ) throws -> LiveFeed<LiveSink> {
      let feed = try feedOptions(options)
      let sink = LiveSink(
        source: feed.source, printer: printer, paper: try paperRun(options, printer))
      return LiveFeed(feed, subscriptions: options.subscriptions, sink: sink)
    }

    /// The strategy beside the recording, if one was named.
    private func paperRun(
      _ options: CaptureOptions, _ printer: CapturePrinter
    ) throws -> PaperRun? {
      guard chosen.isGiven else { return nil }
      let run = try chosen.start(account.settings(try interval.get()))
      return PaperRun(
        run, takesAll: options.symbols.count > 1, observe: Console.show,
        onFill: { try printer.show($0, $1) })
    }
  }
#endif
