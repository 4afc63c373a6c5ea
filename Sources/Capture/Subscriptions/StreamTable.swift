import Binance

/// Finds the stream that a frame belongs to by the name that begins it: `{"stream":"btcusdt@trade","data":…`.
struct StreamTable: Equatable, Sendable {
  private let names: [[UInt8]]
  /// Indices of streams by hash, open addressing; -1 is empty.
  private var slots: [Int32]

  init(_ streams: [StreamName]) {
    names = streams.map { Array($0.text.utf8) }
    var size = 8
    while size < 2 * names.count { size *= 2 }
    slots = Array(repeating: -1, count: size)
    for (index, name) in names.enumerated() {
      var slot = name.withUnsafeBytes { Self.hash($0) } & (size - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = Int32(clamping: index)
    }
  }

  func index(of payload: UnsafeRawBufferPointer) -> Int? {
    guard let rest = StreamMark.rest(of: payload),
      let count = rest.firstIndex(of: UInt8(ascii: "\""))
    else { return nil }
    return find(UnsafeRawBufferPointer(rebasing: rest[..<count]))
  }

  private func find(_ name: UnsafeRawBufferPointer) -> Int? {
    var slot = Self.hash(name) & (slots.count - 1)
    while slots[slot] >= 0 {
      let index = Int(slots[slot])
      if names[index].elementsEqual(name) { return index }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// FNV-1a.
  private static func hash(_ name: UnsafeRawBufferPointer) -> Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return Int(truncatingIfNeeded: hash >> 8)
  }
}
