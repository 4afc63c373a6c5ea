#if Network
  import Capture
  import Feed
  import Market
  import Runs

  extension RecordCommand {
    /// What looks at the recorded frames.
    func liveFeed(
      _ options: CaptureOptions, _ printer: CapturePrinter
    ) throws -> LiveFeed<LiveSink> {
      var feed = options.feedOptions(interval: try interval.get())
      if chosen.isGiven { PaperRun.widen(&feed) }
      feed.lastTrades = try options.lastTrades(in: output)
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
