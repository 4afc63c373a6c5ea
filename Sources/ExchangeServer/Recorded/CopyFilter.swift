/// Finds the second copy of a frame, where a stream was recorded over two connections
/// at a time: a client of the exchange would have got one.
///
/// A frame that came twice over the *same* connection is no copy in this sense: the exchange sent it
/// twice.
struct CopyFilter {
  /// The connection over which a frame came first, by a hash of its data.
  private var firstConnections: [Int: UInt32] = [:]
  /// The hashes in the order of coming; the newest overwrites the oldest.
  private var hashes: [Int] = []
  private var oldest = 0

  /// Connections run apart by seconds at most.
  private static let framesMax = 4096

  mutating func isCopy(_ data: Span<UInt8>, from connection: UInt32) -> Bool {
    var hasher = Hasher()
    data.withUnsafeBytes { hasher.combine(bytes: $0) }
    let hash = hasher.finalize()
    if let first = firstConnections[hash] { return first != connection }
    firstConnections[hash] = connection
    if hashes.count < Self.framesMax {
      hashes.append(hash)
    } else {
      firstConnections[hashes[oldest]] = nil
      hashes[oldest] = hash
      oldest = (oldest + 1) % Self.framesMax
    }
    return false
  }
}
