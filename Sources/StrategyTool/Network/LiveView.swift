#if Network
  import Basics
  import Binance
  import Capture
  import CaptureSockets
  import Feed
  import Market
  import Recording
  import Runs

  /// Looks at frames that are recorded already: through the feed, as a replay would.
  final class LiveView {
    /// What it has to tell the capture.
    typealias Note = (FeedNotice) -> Void

    private var feed: FeedProcessor
    private var sink: LiveSink
    private let note: Note
    private(set) var skippedFrames: Int64 = 0
    /// What the strategy beside the recording came to; empty before the end, and without one.
    private(set) var paperFacts: [JSONValue.Member] = []

    init(
      _ options: FeedProcessor.Options, printer: CapturePrinter, paper: PaperRun? = nil,
      note: @escaping Note
    ) {
      self.note = note
      feed = FeedProcessor(options)
      sink = LiveSink(source: options.source, printer: printer, paper: paper, note: note)
    }

    /// Takes in frames in the order of the recording.
    func look(at chunk: FrameChunk) throws {
      if chunk.skippedBefore > 0 { try noteSkipped(chunk) }
      let bytes = chunk.bytes
      var location = FrameLocation()
      location.firstSequence = chunk.firstSequence
      for (index, header) in chunk.frames.enumerated() {
        location.record = Int32(clamping: index)
        try feed.process(Frame(header, in: bytes.span, at: location), into: &sink)
      }
      try sink.showAmended(feed.moment)
      sink.holes.look(at: feed, nowNs: chunk.frames.last?.receivedNs ?? 0).forEach(note)
    }

    /// Before the capture concludes: of no hole it is to tell more missing trades than there are.
    func noteArrived() { sink.holes.look(at: feed).forEach(note) }

    /// The capture is done with a gap.
    func closed(_ hole: MissingTrades) { sink.holes.closed(hole) }

    /// The end: the open candles settle.
    func finish() throws {
      try feed.finish(into: &sink)
      if let paper = sink.paper { paperFacts = try paper.finish(feed.symbols).paperFacts }
    }

    var candlesHex: String { sink.digest.hex.candles }
    var candleCount: Int64 { Int64(sink.digest.candleCount) }
    var missingTrades: Int64 { feed.missingTrades }
    var gapCount: Int64 { sink.gapCount }
    var malformedCount: Int64 { sink.malformedCount }
    /// Receive time less trade time, of the newest trade.
    var lagUs: Int64 { sink.lagUs }

    /// Frames that this view did not see are lost to it, though not to the recording.
    private func noteSkipped(_ chunk: FrameChunk) throws {
      skippedFrames += chunk.skippedBefore
      let text = #"{"reason":"the live view fell behind","frames":\#(chunk.skippedBefore)}"#
      let payload = Array(text.utf8)
      let frame = Frame(
        receivedNs: chunk.frames.first?.receivedNs ?? 0, connection: 0, kind: .gap,
        payload: payload.span)
      try feed.process(frame, into: &sink)
    }
  }

  /// Shows what the feed gives, hands it to the strategy beside the recording, and tells the capture
  /// what it must know.
  private struct LiveSink: FeedSink {
    typealias Failure = any Error

    let source: TradeSource?
    let printer: CapturePrinter
    let paper: PaperRun?
    let note: LiveView.Note
    private(set) var digest = FeedDigest()
    var holes = LiveHoles()
    private var amended = AmendedCandles()
    private(set) var gapCount: Int64 = 0
    private(set) var malformedCount: Int64 = 0
    private(set) var lagUs: Int64 = 0

    init(
      source: TradeSource?, printer: CapturePrinter, paper: PaperRun?,
      note: @escaping LiveView.Note
    ) {
      self.source = source
      self.printer = printer
      self.paper = paper
      self.note = note
    }

    /// Shows the candles that the frames looked at have amended.
    mutating func showAmended(_ moment: borrowing FeedMoment) throws {
      for candle in amended.take() {
        try printer.show(candle, moment.name(candle.symbol), isAmended: true)
      }
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
      lagUs = moment.receivedNs / 1000 - trade.tradeTimeUs
    }

    mutating func take(candle: CandleEvent, at moment: borrowing FeedMoment) throws {
      let symbol = moment.name(candle.candle.symbol)
      switch candle {
      case .closed(let candle):
        try printer.show(candle, symbol, isAmended: false)
        try paper?.add(candle, at: moment)
      case .amended(let candle): amended.add(candle)
      case .settled(let candle): digest.add(candle, symbol: symbol)
      }
    }

    mutating func take(event: FeedEvent, at moment: borrowing FeedMoment) throws {
      let connection = moment.connection
      switch event {
      case .gap(let gap):
        gapCount += 1
        note(.gapFound(holes.found(gap, moment.symbols)))
      case .exchangeError(let code, let text) where code == nil && connection > 0:
        note(.exchangeError(connection, text: text))
      case .serverShutdown: note(.shutdownAnnounced(connection))
      case .malformed: malformedCount += 1
      default: break
      }
      try printer.show(event, at: moment)
    }
  }
#endif
