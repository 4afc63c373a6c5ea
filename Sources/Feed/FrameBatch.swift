package import Binance
import Market
package import Recording

/// The frames of one block, or of one websocket read, decoded: all that can be said about them
/// without knowing what came before. Reused from block to block; nothing is allocated per frame.
package struct FrameBatch {
  package var messages = MessageBatch()
  /// Records that are no messages but matter to the feed, in record order.
  package var marks: [FrameMark] = []
  /// Where the records lie.
  package var place = BlockPlace()
  package var frameCount = 0
  package var payloadBytes = 0
  package var firstReceivedNs: Int64?
  package var lastReceivedNs: Int64?
  /// Set if the block, or the rest of it after the frames decoded, cannot be read.
  package var damage: Damage?
  /// Set if reading failed for a reason that is not in the recording: no memory, no permission.
  package var failure: (any Error)?
  /// The feed's number of each symbol in `messages.symbols`; grown by the feed.
  var symbolIDs: [SymbolID] = []

  package init() {}

  package mutating func removeAll() {
    messages.removeAll()
    marks.removeAll(keepingCapacity: true)
    place = BlockPlace()
    frameCount = 0
    payloadBytes = 0
    firstReceivedNs = nil
    lastReceivedNs = nil
    damage = nil
    failure = nil
  }
}

/// A record that says something about the recording itself: a connection opened or lost, a loss.
package struct FrameMark {
  package var kind: FrameKind
  package var record: Int32
  package var connection: UInt32
  package var receivedNs: Int64
  /// The payload as text, cut at `textBytesMax`.
  package var text: String
  /// The record lies before the range asked for: it tells which connections are open, no more.
  package var isContext = false

  static let textBytesMax = 64 << 10
}

/// Where a block lies.
package struct BlockPlace: Sendable {
  package var segment = "-"
  package var blockNumber: Int64 = 0
  /// Byte offset of the block in its segment.
  package var fileOffset: Int64 = 0
  /// Number of the block's first record in its session.
  package var firstSequence: Int64 = 0

  package init() {}

  package init(_ location: BlockLocation, in recording: Recording) {
    segment = recording.segments[location.segment].name
    blockNumber = Int64(location.header.blockNumber)
    fileOffset = location.fileOffset
    firstSequence = location.header.firstSequence
  }
}
