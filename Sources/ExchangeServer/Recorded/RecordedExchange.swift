import Binance
package import Feed
package import Market
package import Recording

/// A recording as an exchange: its frames at their time, and REST as of the play head.
///
/// Streams that were recorded are sent as they came, byte for byte but for the wrapping that the
/// client asks for. Others are made from the recording where it allows, or stay silent; the log says
/// which. What a question is answered with was received, or follows from what was received, before
/// the play head.
package final class RecordedExchange: MarketSource {
  package let symbols: [String]
  package let venue: Venue
  package let startUs: Int64
  package internal(set) var headUs: Int64
  package internal(set) var isOver = false
  /// Damages in the recording that were passed over.
  package private(set) var damageCount = 0

  let recording: Recording
  let firstUs: Int64
  let lastUs: Int64
  let hasArchivedTrades: Bool
  var market: RecordedState
  var reader: RecordingReader
  /// Whether the disk failed: nothing more can be had from the reader.
  var isUnreadable = false
  /// False until the first record was looked at.
  var hasBegun = false
  /// Where a seek goes.
  var targetUs: Int64?

  let recorded: Set<String>
  var numbers = SymbolTable()
  var streams: [Stream] = []
  /// Numbers of streams that are made here and wanted, ascending.
  var derivedWanted: [Int] = []
  var outbox: [SourceFrame] = []
  private var outboxAt = 0
  /// When streams that are made here are looked at next.
  var nextSlotUs: Int64 = .min
  var reported = ReportedLines()

  struct Stream {
    var name: String
    /// Index of its symbol.
    var symbol: Int
    /// Nil for a stream that was recorded.
    var derived: DerivedStream?
    var periodUs: Int64 = 0
    var isWanted = false
    /// What was last sent of a stream that is made here.
    var sent = Sent()
    /// Of a stream that was recorded over two connections.
    var copies = CopyFilter()
  }

  struct Sent: Equatable {
    /// Opening time of the last kline that was sent as closed.
    var closedMs: Int64 = .min
    /// The last trade or update that was sent.
    var mark: Int64 = .min
  }

  /// - Parameters:
  ///   - contents: with its connections at least.
  ///   - venue: whose frames are served; the first that a record names if nil.
  ///   - startUs: where the play head begins; what came before is known, and not sent.
  ///   - log: gets lines about what was asked for and not recorded.
  package init(
    _ recording: Recording, contents: RecordingContents, venue: Venue? = nil,
    startUs: Int64? = nil, log: ((String) -> Void)? = nil
  ) {
    self.recording = recording
    let venue = contents.servedVenue(venue)
    self.venue = venue
    symbols = contents.symbols(of: venue)
    recorded = contents.streams(of: venue)
    hasArchivedTrades = contents.hasArchivedTrades
    (firstUs, lastUs) = (contents.firstUs, contents.lastUs)
    self.startUs = min(max(startUs ?? contents.preludeEndUs, firstUs), lastUs + 1)
    reported.log = log
    headUs = self.startUs
    reader = RecordingReader(recording)
    market = RecordedState(symbols, venue)
    beginSeek(toUs: self.startUs)
    while !goOnSeeking() {}
  }

  // MARK: Frames

  package func next(untilUs: Int64, into frame: inout SourceFrame) -> Bool {
    while true {
      if outboxAt < outbox.count {
        swap(&frame, &outbox[outboxAt])
        outboxAt += 1
        return true
      }
      emptyOutbox()
      let receivedNs = nextReceivedNs()
      // What is made of the last records comes a moment after them.
      let isDone = derivedWanted.isEmpty || headUs >= lastUs + Self.tailUs
      if receivedNs == nil, isDone {
        isOver = true
        return false
      }
      let receivedUs = receivedNs.map { max(headUs, $0 / 1000) } ?? .max
      let slotUs = derivedWanted.isEmpty ? .max : slotFromHeadUs
      let nextUs = min(receivedUs, slotUs)
      guard nextUs < untilUs else {
        headUs = max(headUs, untilUs)
        return false
      }
      headUs = nextUs
      if slotUs <= receivedUs { makeDerived() } else { play() }
    }
  }

  func emptyOutbox() {
    outbox.removeAll(keepingCapacity: true)
    outboxAt = 0
  }

  private static let slotUs: Int64 = 100_000

  /// The next slot at the head or after it. A slot at the head itself is still to be sent.
  private var slotFromHeadUs: Int64 {
    max(nextSlotUs, (headUs + Self.slotUs - 1) / Self.slotUs * Self.slotUs)
  }

  private static let tailUs: Int64 = 1_000_000

  private func play() {
    takeFrame { frame in
      guard market.take(frame), frame.kind == .text || frame.kind == .binary else { return }
      send(frame)
    }
  }

  /// Takes the frame whose time `nextReceivedNs` gave.
  func takeFrame(_ body: (Frame) -> Void) {
    // It was found already, so nothing is read that could fail.
    try? reader.takeFrame(body)
  }

  /// When the next frame was received, ns since the epoch; nil at the end. What is damaged is passed
  /// over and counted.
  func nextReceivedNs() -> Int64? {
    if isUnreadable { return nil }
    do {
      while let ahead = try reader.lookAhead() {
        if case .frame(let receivedNs) = ahead { return receivedNs }
        damageCount += 1
      }
    } catch {
      // The disk, not the recording: what follows cannot be had either.
      damageCount += 1
      isUnreadable = true
      reported.log?("the recording cannot be read on: \(error)")
    }
    return nil
  }

  private func makeDerived() {
    nextSlotUs = headUs + Self.slotUs
    for stream in derivedWanted where headUs % streams[stream].periodUs == 0 { derive(stream) }
  }
}
