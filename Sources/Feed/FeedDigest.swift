import Basics
package import Market

/// Fingerprints of a run: one over its candles, one over its events.
///
/// Two runs over the same frames have the same digests, whatever the speed, the block size, the
/// number of segments or the machine: no position and no time of the run goes into them.
package struct FeedDigest {
  private var candles = SHA256()
  private var events = SHA256()
  private var line: [UInt8] = []
  package private(set) var candleCount = 0
  package private(set) var eventCount = 0

  package init() {}

  /// Takes in a settled candle: symbol, interval, the twelve columns, ids and completeness.
  package mutating func add(_ candle: Candle, symbol: String) {
    candleCount += 1
    line.removeAll(keepingCapacity: true)
    append("\(symbol) \(candle.interval.rawValue) \(candle.firstTradeId) ")
    append("\(candle.lastTradeId) \(candle.isComplete ? 1 : 0) ")
    KlineText.append(candle, to: &line)
    candles.update(line)
  }

  /// Takes in an event, with the receive time of its frame.
  package mutating func add(_ event: FeedEvent, at moment: borrowing FeedMoment) {
    // Damage is a matter of the file, not of what was received.
    if case .damage = event { return }
    eventCount += 1
    events.update(Array("\(moment.receivedNs) \(event.text(moment))\n".utf8))
  }

  /// Hexadecimal SHA-256 over the candles and over the events so far.
  package var hex: (candles: String, events: String) {
    (candles.finishHex(), events.finishHex())
  }

  private mutating func append(_ text: String) { line.append(contentsOf: text.utf8) }
}
