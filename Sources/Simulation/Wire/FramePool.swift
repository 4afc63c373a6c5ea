/// The frames that were sent and have not been received yet, their arrays reused.
struct FramePool: Sendable {
  struct Frame: Sendable {
    var kind: GeneratedFrame.Kind = .text
    /// Set for frames of the trade stream.
    var trade: MarketTrade?
    var bytes: [UInt8] = []
  }

  private(set) var frames: [Frame] = []
  private var free: [Int] = []

  /// An empty frame to write to.
  mutating func take(_ kind: GeneratedFrame.Kind, trade: MarketTrade? = nil) -> Int {
    let index = free.popLast() ?? frames.count
    if index == frames.count { frames.append(Frame()) }
    frames[index].kind = kind
    frames[index].trade = trade
    frames[index].bytes.removeAll(keepingCapacity: true)
    return index
  }

  mutating func write(_ index: Int, _ body: (inout [UInt8]) -> Void) {
    body(&frames[index].bytes)
  }

  /// A second frame with the same payload, for a second connection.
  mutating func copy(_ index: Int) -> Int {
    let copy = take(frames[index].kind, trade: frames[index].trade)
    frames[copy].bytes.append(contentsOf: frames[index].bytes)
    return copy
  }

  /// Hands the payload over in exchange for an array to reuse.
  mutating func release(_ index: Int, payload: inout [UInt8]) {
    swap(&frames[index].bytes, &payload)
    free.append(index)
  }

  mutating func discard(_ index: Int) { free.append(index) }
}
