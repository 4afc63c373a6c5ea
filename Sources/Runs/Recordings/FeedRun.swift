package import Feed
import Market
package import Recording

/// Sends a recording through the feed as fast as the machine can.
package struct FeedRun {
  package let recording: Recording
  package let range: TimeRange
  private let title: String
  private let observe: RunObserver

  /// `title` names the work in the progress that `observe` is handed.
  package init(
    _ recording: Recording, range: TimeRange = .all, title: String, observe: @escaping RunObserver
  ) {
    self.recording = recording
    self.range = range
    self.title = title
    self.observe = observe
  }

  /// Runs to the end, or until `isDone` says so; then lets everything settle.
  package func run(_ processor: FeedProcessor, isDone: () throws -> Bool = { false }) throws {
    var bytes = BytePosition(recording)
    let pipeline = BlockPipeline(recording, decoder: processor.decoder, range: range)
    try pipeline.run { batch in
      processor.apply(&batch)
      try observe(.progress(RunProgress(title, done: bytes.done(batch.place), total: bytes.total)))
      return try !isDone()
    }
    processor.finish()
    try noteIfEmpty(processor)
  }

  /// Reports to the observer if nothing was received in the range.
  func noteIfEmpty(_ processor: FeedProcessor) throws {
    guard processor.counts.frames == 0, let text = try EmptyRange.text(range, recording) else {
      return
    }
    try observe(.note(text))
  }

  /// Reports to the observer what was wrong with the recording.
  package func report(_ troubles: Troubles, _ processor: FeedProcessor) throws {
    for text in troubles.texts(processor) { try observe(.warning(text)) }
  }
}

/// Where a block lies in the bytes of a whole recording.
private struct BytePosition {
  let total: Int64
  private let segments: [SegmentFile]
  private var segment = 0
  private var bytesBefore: Int64 = 0

  init(_ recording: Recording) {
    segments = recording.segments
    total = segments.reduce(0) { $0 + $1.byteCount }
  }

  /// Bytes before a block. Blocks come in the recording's order.
  mutating func done(_ block: BlockPlace) -> Int64 {
    while segment + 1 < segments.count, segments[segment].name != block.segment {
      bytesBefore += segments[segment].byteCount
      segment += 1
    }
    return bytesBefore + block.fileOffset
  }
}

/// Remembers the first damages and malformed frames, so that a result never hides them.
package struct Troubles {
  private static let shownMax = 5
  private var shown: [String] = []
  private var count = 0

  package init() {}

  package mutating func note(_ event: FeedEvent, at frame: FramePlace) {
    switch event {
    case .damage(let text): note(text)
    case .malformed(let reason, let offset):
      note("\(frame.text): malformed frame: \(reason) at byte \(offset) of the payload")
    case .recordedLoss(let text): note("\(frame.text): the recorder lost frames: \(text)")
    case .exchangeError(_, let text): note("\(frame.text): the exchange sent an error: \(text)")
    default: break
    }
  }

  private mutating func note(_ text: String) {
    count += 1
    if shown.count < Self.shownMax { shown.append(text) }
  }

  /// What was noted, and the gaps that the trade ids show.
  package func texts(_ processor: FeedProcessor) -> [String] {
    var texts = shown
    if count > shown.count {
      texts.append("\(count - shown.count) more of these; tool verify lists all")
    }
    for ledger in processor.tradeLedgers where ledger.missingCount > 0 {
      let gapCount = ledger.gaps.filter { !$0.isFilled }.count
      texts.append(
        "\(processor.symbols.name(ledger.symbol)): \(ledger.missingCount) "
          + "\(ledger.source.rawValue) missing in \(gapCount) gap\(gapCount == 1 ? "" : "s"); "
          + "candles that lack them are marked incomplete")
    }
    if processor.lateDropped > 0 {
      texts.append(
        "\(processor.lateDropped) trades came more than ten minutes too late for their candle")
    }
    return texts
  }
}
