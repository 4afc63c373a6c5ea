import Market
import Recording

/// Moves the play head. Candles, book and answers become those of that moment, made from the
/// records ahead of it. To go back means to read from the beginning again.
extension RecordedExchange {
  package var spanUs: ClosedRange<Int64>? { firstUs...lastUs + 1 }

  package func beginSeek(toUs: Int64) {
    emptyOutbox()
    isOver = false
    targetUs = toUs
    // Records up to the head are taken in; forward it goes on from there.
    guard toUs < headUs || !hasBegun else { return }
    reader = RecordingReader(recording)
    isUnreadable = false
    market = RecordedState(symbols, venue)
    headUs = min(firstUs, toUs)
    hasBegun = true
  }

  package func goOnSeeking() -> Bool {
    guard let targetUs else { return true }
    for _ in 0..<Self.recordsAtOnce {
      guard let ns = nextReceivedNs(), ns / 1000 < targetUs else {
        arrive(targetUs)
        return true
      }
      headUs = max(headUs, ns / 1000)
      takeFrame { market.take($0) }
    }
    return false
  }

  private func arrive(_ targetUs: Int64) {
    headUs = max(headUs, targetUs)
    self.targetUs = nil
    nextSlotUs = .min
    for index in streams.indices {
      streams[index].sent = Sent(closedMs: headUs / 1000, mark: .min)
      streams[index].copies = CopyFilter()
    }
  }

  /// Some milliseconds of work: sockets are served in between.
  private static let recordsAtOnce = 2048
}
