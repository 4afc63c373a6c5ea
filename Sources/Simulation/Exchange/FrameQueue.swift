package import Market

/// What the exchange sends. The text's array is reused from frame to frame.
package struct MarketFrame: Sendable {
  package enum Kind: Sendable { case text, ping, close }

  package var kind = Kind.text
  /// When the exchange sends it, µs since the epoch.
  package var sentUs: Int64 = 0
  /// The stream's index in `MarketStream.all`.
  package var stream = 0
  /// The one connection that gets it; nil for frames of streams, which all get that asked.
  package var connection: UInt32?
  /// Set for frames of the trade stream.
  package var trade: Trade?
  /// As a combined connection gets it: `{"stream":"btcusdt@trade","data":{…}}`.
  package var text: [UInt8] = []
  /// Where the data lies in it.
  package var data = 0..<0

  package init() {}
}

/// Frames that wait for their time, earliest first. Frames are used again, so that none costs an
/// allocation.
struct FrameQueue: Sendable {
  /// Indices of `frames`.
  private var waiting = TimeQueue<Int>()
  private var frames: [MarketFrame] = []
  private var free: [Int] = []
  /// Frames of trades among those that wait.
  private(set) var tradeCount = 0

  var firstTime: Int64? { waiting.firstTime }

  /// - Parameter fill: gets a frame for everyone, without a text.
  mutating func push(at sentUs: Int64, _ fill: (inout MarketFrame) -> Void) {
    let index = free.popLast() ?? frames.count
    if index == frames.count { frames.append(MarketFrame()) }
    frames[index].kind = .text
    frames[index].sentUs = sentUs
    frames[index].stream = 0
    frames[index].connection = nil
    frames[index].trade = nil
    frames[index].text.removeAll(keepingCapacity: true)
    frames[index].data = 0..<0
    fill(&frames[index])
    if frames[index].trade != nil { tradeCount += 1 }
    waiting.push(index, at: sentUs)
  }

  /// Hands out the first frame in exchange for one to use again.
  mutating func popFirst(into frame: inout MarketFrame) -> Bool {
    guard let (_, index) = waiting.popFirst() else { return false }
    swap(&frame, &frames[index])
    if frame.trade != nil { tradeCount -= 1 }
    free.append(index)
    return true
  }
}
