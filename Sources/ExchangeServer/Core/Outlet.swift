/// Clients that get the same bytes: the same streams in the same form. Each batch is written once.
final class Outlet {
  struct Key: Hashable {
    /// Numbers of the source's streams, ascending.
    var streams: [Int]
    var isCombined: Bool
    var hasMicroseconds: Bool
    /// Our own page's: the market neither waits for it nor begins with it.
    var isObserver = false
    /// Set for a client whose frames a fault changes: it has its outlet to itself.
    var owner: Int?
  }

  let key: Key
  var members: [Int] = []
  /// Frames since the last flush.
  var wire: [UInt8] = []
  /// Set while the market goes as fast as clients can take it.
  var allowance: PaceAllowance?

  init(_ key: Key) { self.key = key }

  /// A source's frame in this outlet's form.
  @inline(__always)
  func payload(_ frame: borrowing SourceFrame) -> ArraySlice<UInt8> {
    let payload = key.isCombined ? frame.text[...] : frame.text[frame.data]
    return key.hasMicroseconds ? MicrosecondText.rewritten(payload)[...] : payload
  }
}
