import Feed
import Market
import Recording

/// Sends a recording through the feed as fast as the machine can, with a progress bar, and tells on
/// stderr what was wrong with it.
struct FeedRun {
  let recording: Recording
  var range = TimeRange.all
  var title = "reading"

  /// Runs to the end, or until `isDone` says so; then lets everything settle.
  func run(_ processor: FeedProcessor, isDone: () throws -> Bool = { false }) throws {
    var progress = RecordingProgress(title, recording)
    let pipeline = BlockPipeline(recording, decoder: processor.decoder, range: range)
    try pipeline.run { batch in
      processor.apply(&batch)
      progress.update(batch.place)
      return try !isDone()
    }
    progress.finish()
    processor.finish()
    if processor.counts.frames == 0 { try EmptyRange.report(range, recording) }
  }
}

/// A progress bar over a recording's bytes.
struct RecordingProgress {
  private var progress: Progress
  private let segments: [SegmentFile]
  private var segment = 0
  private var bytesBefore: Int64 = 0

  init(_ title: String, _ recording: Recording) {
    segments = recording.segments
    progress = Progress(title, total: segments.reduce(0) { $0 + $1.byteCount })
  }

  /// Places come in the recording's order.
  mutating func update(_ place: BlockPlace) {
    while segment + 1 < segments.count, segments[segment].name != place.segment {
      bytesBefore += segments[segment].byteCount
      segment += 1
    }
    progress.update(bytesBefore + place.fileOffset)
  }

  func finish() { progress.finish() }
}

/// Remembers the first damages and malformed frames, so that a result never hides them.
struct Troubles {
  private static let shownMax = 5
  private var shown: [String] = []
  private var count = 0

  mutating func note(_ event: FeedEvent, at place: FramePlace) {
    switch event {
    case .damage(let text): note(text)
    case .malformed(let reason, let offset):
      note("\(place.text): malformed frame: \(reason) at byte \(offset) of the payload")
    case .recordedLoss(let text): note("\(place.text): the recorder lost frames: \(text)")
    case .exchangeError(_, let text): note("\(place.text): the exchange sent an error: \(text)")
    default: break
    }
  }

  private mutating func note(_ text: String) {
    count += 1
    if shown.count < Self.shownMax { shown.append(text) }
  }

  /// Writes what was noted to stderr, and the gaps that the trade ids show.
  func report(_ processor: FeedProcessor) {
    for text in shown { Console.report("warning: \(text)") }
    if count > shown.count {
      Console.report("warning: \(count - shown.count) more of these; tool verify lists all")
    }
    for ledger in processor.tradeLedgers where ledger.missingCount > 0 {
      let gapCount = ledger.gaps.filter { !$0.isFilled }.count
      Console.report(
        "warning: \(processor.symbols.name(ledger.symbol)): \(ledger.missingCount) "
          + "\(ledger.source.rawValue) missing in \(gapCount) gap\(gapCount == 1 ? "" : "s"); "
          + "candles that lack them are marked incomplete")
    }
    if processor.lateDropped > 0 {
      Console.report(
        "warning: \(processor.lateDropped) trades came more than ten minutes too late for their candle"
      )
    }
  }
}
