package import Binance

/// How much has passed through the feed.
package struct FeedCounts: Sendable {
  package private(set) var frames = 0
  package private(set) var payloadBytes = 0
  package private(set) var firstReceivedNs: Int64?
  package private(set) var lastReceivedNs: Int64?
  /// By kind, the kinds included that were only recognised.
  package private(set) var messages = MessageCounts()

  package init() {}

  mutating func add(_ batch: FrameBatch) {
    frames += batch.frameCount
    payloadBytes += batch.payloadBytes
    if firstReceivedNs == nil { firstReceivedNs = batch.firstReceivedNs }
    if let lastNs = batch.lastReceivedNs { lastReceivedNs = lastNs }
    messages += batch.messages.counts
  }
}
