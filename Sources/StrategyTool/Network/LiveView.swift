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
  final class LiveView: FeedHandler {
    /// What it has to tell the capture.
    typealias Note = (FeedNotice) -> Void

    private var processor: FeedProcessor!
    private var digest = FeedDigest()
    private let printer: CapturePrinter
    private let note: Note
    private let place = BlockPlace()
    private var connection: UInt32 = 0
    private var holes = LiveHoles()
    private var amended = AmendedCandles()
    private var failure: (any Error)?

    private(set) var gapCount: Int64 = 0
    private(set) var skippedFrames: Int64 = 0
    private(set) var malformedCount: Int64 = 0
    /// Receive time less trade time, of the newest trade.
    private(set) var lagUs: Int64 = 0

    private let paper: PaperRun?
    /// What the strategy beside the recording came to; empty before the end, and without one.
    private(set) var paperFacts: [JSONValue.Member] = []

    init(
      _ options: FeedProcessor.Options, printer: CapturePrinter, paper: PaperRun? = nil,
      note: @escaping Note
    ) {
      self.printer = printer
      self.paper = paper
      self.note = note
      processor = FeedProcessor(options, handler: self)
    }

    /// Takes in frames in the order of the recording.
    func look(at chunk: FrameChunk) throws {
      if chunk.skippedBefore > 0 { noteSkipped(chunk) }
      let bytes = chunk.bytes
      var place = place
      place.firstSequence = chunk.firstSequence
      for (index, frame) in chunk.frames.enumerated() {
        connection = frame.connection
        processor.process(frame, record: Int32(clamping: index), in: bytes.span, at: place)
      }
      for candle in amended.take() {
        attempt { try printer.show(candle, processor.symbols.name(candle.symbol), isAmended: true) }
      }
      holes.look(at: processor, nowNs: chunk.frames.last?.receivedNs ?? 0)
        .forEach(note)
      if let failure { throw failure }
    }

    /// Before the capture concludes: of no hole it is to tell more missing trades than there are.
    func noteArrived() { holes.look(at: processor).forEach(note) }

    /// The capture is done with a gap.
    func closed(_ hole: MissingTrades) { holes.closed(hole) }

    /// The end: the open candles settle.
    func finish() throws {
      processor.finish()
      if let failure { throw failure }
      if let paper { paperFacts = try paper.finish(processor.symbols).paperFacts }
    }

    var candlesHex: String { digest.hex.candles }
    var candleCount: Int64 { Int64(digest.candleCount) }
    var missingTrades: Int64 {
      Int64(clamping: processor.tradeLedgers.reduce(Int128(0)) { $0 + Int128($1.missingCount) })
    }

    /// Frames that this view did not see are lost to it, though not to the recording.
    private func noteSkipped(_ chunk: FrameChunk) {
      skippedFrames += chunk.skippedBefore
      let text = #"{"reason":"the live view fell behind","frames":\#(chunk.skippedBefore)}"#
      let payload = Array(text.utf8)
      let frame = RecordHeader(
        receivedNs: chunk.frames.first?.receivedNs ?? 0, connection: 0, kind: .gap,
        payload: 0..<payload.count)
      processor.process(frame, record: 0, in: payload.span, at: place)
    }

    // MARK: - FeedHandler

    func handle(message: MessageBatch.Entry, in batch: MessageBatch) {
      if let paper { attempt { try paper.add(message, in: batch, processor.symbols) } }
    }

    func handle(trade: Trade, source: TradeSource) {
      if let paper, source == processor.options.source {
        attempt { try paper.add(trade, processor.symbols) }
      }
      lagUs = processor.frame.receivedNs / 1000 - trade.tradeTimeUs
    }

    func handle(candle: CandleEvent) {
      let symbol = processor.symbols.name(candle.candle.symbol)
      switch candle {
      case .closed(let candle):
        attempt {
          try printer.show(candle, symbol, isAmended: false)
          try paper?.add(candle, processor.symbols)
        }
      case .amended(let candle): amended.add(candle)
      case .settled(let candle): digest.add(candle, symbol: symbol)
      }
    }

    func handle(event: FeedEvent) {
      switch event {
      case .gap(let gap):
        gapCount += 1
        note(.gapFound(holes.found(gap, processor.symbols)))
      case .exchangeError(let code, let text) where code == nil && connection > 0:
        note(.exchangeError(connection, text: text))
      case .serverShutdown: note(.shutdownAnnounced(connection))
      case .malformed: malformedCount += 1
      default: break
      }
      attempt { try printer.show(event, processor.symbols, processor.frame) }
    }

    private func attempt(_ body: () throws -> Void) {
      guard failure == nil else { return }
      do { try body() } catch { failure = error }
    }
  }
#endif
