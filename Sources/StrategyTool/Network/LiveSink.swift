#if Network
  import Binance
  import Feed
  import Market
  import Runs

  /// Shows what the feed gives, and hands it to the strategy beside the recording.
  struct LiveSink: FeedSink {
    typealias Failure = any Error

    private let source: TradeSource?
    private let printer: CapturePrinter
    /// The strategy beside the recording, if one was named.
    let paper: PaperRun?
    private(set) var digest = FeedDigest()

    init(source: TradeSource?, printer: CapturePrinter, paper: PaperRun?) {
      self.source = source
      self.printer = printer
      self.paper = paper
    }

    mutating func take(
      message: MessageBatch.Entry, in batch: MessageBatch, at moment: borrowing FeedMoment
    ) throws {
      try paper?.add(message, in: batch, at: moment)
    }

    mutating func take(
      trade: Trade, source: TradeSource, at moment: borrowing FeedMoment
    ) throws {
      if source == self.source { try paper?.add(trade, at: moment) }
    }

    mutating func take(candle: CandleEvent, at moment: borrowing FeedMoment) throws {
      let symbol = moment.name(candle.candle.symbol)
      switch candle {
      case .closed(let candle):
        try printer.show(candle, symbol, isAmended: false)
        try paper?.add(candle, at: moment)
      case .amended(let candle): try printer.show(candle, symbol, isAmended: true)
      case .settled(let candle): digest.add(candle, symbol: symbol)
      }
    }

    mutating func take(event: FeedEvent, at moment: borrowing FeedMoment) throws {
      try printer.show(event, at: moment)
    }
  }
#endif
