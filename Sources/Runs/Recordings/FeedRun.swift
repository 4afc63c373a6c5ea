package import Feed
import Market
package import Recording

/// Sends a recording through the feed as fast as the machine can.
package struct FeedRun {
  package let recording: Recording
  package let range: TimeRange
  private let title: String
  let observe: RunObserver

  /// `title` names the work in the progress that `observe` is handed.
  package init(
    _ recording: Recording, range: TimeRange = .all, title: String, observe: @escaping RunObserver
  ) {
    self.recording = recording
    self.range = range
    self.title = title
    self.observe = observe
  }

  /// Runs to the end, then lets everything settle.
  package func run<S: FeedSink>(_ feed: inout FeedProcessor, into sink: inout S) throws {
    let bytes = BytePosition(recording)
    let pipeline = BatchReader(recording, decoder: feed.decoder, range: range)
    try pipeline.run { batch in
      try feed.fold(&batch, into: &sink)
      if let block = batch.location {
        try observe(.progress(RunProgress(title, done: bytes.before(block), total: bytes.total)))
      }
      return true
    }
    try feed.finish(into: &sink)
    try noteIfEmpty(feed)
  }

  /// Reports to the observer if nothing was received in the range.
  func noteIfEmpty(_ feed: borrowing FeedProcessor) throws {
    guard feed.counts.frames == 0, let text = try EmptyRange.text(range, recording) else {
      return
    }
    try observe(.note(text))
  }

  /// Reports to the observer what was wrong with the recording.
  package func report(_ troubles: Troubles, _ feed: borrowing FeedProcessor) throws {
    for text in troubles.texts(feed) { try observe(.warning(text)) }
  }
}

/// Where a block lies in the bytes of a whole recording.
private struct BytePosition {
  /// Bytes of the segments before each one.
  private var segmentStarts: [Int64] = []
  private(set) var total: Int64 = 0

  init(_ recording: Recording) {
    for segment in recording.segments {
      segmentStarts.append(total)
      total += segment.byteCount
    }
  }

  func before(_ block: FrameLocation) -> Int64 {
    segmentStarts[block.segment] + block.blockOffset
  }
}

/// Remembers the first damages and malformed frames, so that a result never hides them.
package struct Troubles {
  private static let shownMax = 5
  private let recording: Recording
  private var shown: [String] = []
  private var count = 0
  /// What the exchange says is no fault of a recording.
  private var hasFaults = false

  package init(_ recording: Recording) { self.recording = recording }

  package mutating func note(_ event: FeedEvent, at moment: borrowing FeedMoment) {
    let problem: String
    if case .recordedLoss(let text) = event, RecordedLoss(text).isShownByIds { return }
    switch event {
    case .damage, .malformed, .recordedLoss, .contradiction: hasFaults = true
    default: break
    }
    switch event {
    case .damage(let text): return note(text)
    case .malformed(let reason, let offset):
      problem = "malformed frame: \(reason) at byte \(offset) of the payload"
    case .contradiction: problem = event.text(moment)
    case .recordedLoss(let text): problem = "the recorder lost frames: \(text)"
    case .exchangeError(_, let text): problem = "the exchange sent an error: \(text)"
    default: return
    }
    note("\(recording.text(of: moment.location)): \(problem)")
  }

  private mutating func note(_ text: String) {
    count += 1
    if shown.count < Self.shownMax { shown.append(text) }
  }

  /// Whether nothing was damaged, lost, malformed, missing or dropped.
  package func isWhole(_ feed: borrowing FeedProcessor) -> Bool {
    !hasFaults && feed.missingTrades == 0 && feed.lateDropped == 0 && feed.missingKlines.isEmpty
  }

  /// What was noted, and the gaps that the trade ids show.
  package func texts(_ feed: borrowing FeedProcessor) -> [String] {
    var texts = shown
    if count > shown.count {
      texts.append("\(count - shown.count) more of these; tool verify lists all")
    }
    for ledger in feed.tradeLedgers where ledger.missingCount > 0 {
      let gapCount = ledger.openGapCount
      texts.append(
        "\(feed.symbols.name(ledger.symbol)): \(ledger.missingCount) "
          + "trades missing\(ledger.source == .trades ? "" : " among \(ledger.source.rawValue)") "
          + "in \(gapCount) gap\(gapCount == 1 ? "" : "s"); "
          + "candles that lack them are marked incomplete")
    }
    if feed.lateDropped > 0 {
      texts.append(
        "\(feed.lateDropped) trades came more than ten minutes too late for their candle")
    }
    return texts + feed.missingKlines
  }
}
