/// The latest values that came with a key: the quantities that a price level had.
///
/// The table has a fixed size, and a new key displaces an old one. So it costs the same whatever
/// the block holds, and the reader forgets the same as the writer.
struct LevelMemory {
  /// Values remembered of a key; the codes 1 to `depth` name them.
  static let depth = 4
  private static let slotBits = 13

  private var keys: [Int64]
  private var tags: [Int32]
  private var values: [Int64]

  init() {
    keys = Array(repeating: 0, count: 1 << Self.slotBits)
    tags = Array(repeating: -1, count: 1 << Self.slotBits)
    values = Array(repeating: 0, count: Self.depth << Self.slotBits)
  }

  mutating func clear() {
    for slot in tags.indices { tags[slot] = -1 }
  }

  /// Writes a value as a code.
  mutating func code(_ value: Int64, key: Int64, tag: Int32) -> UInt64 {
    if value == 0 { return 0 }
    let slot = slot(key, tag)
    for index in 0..<Self.depth where values[slot &+ index] == value {
      moveToFront(slot, index, value)
      return UInt64(index + 1)
    }
    moveToFront(slot, Self.depth - 1, value)
    return UInt64(value) + UInt64(Self.depth)
  }

  /// The value that a code means.
  mutating func value(_ code: UInt64, key: Int64, tag: Int32) -> Int64 {
    if code == 0 { return 0 }
    let slot = slot(key, tag)
    guard code <= UInt64(Self.depth) else {
      let value = Int64(bitPattern: code &- UInt64(Self.depth))
      moveToFront(slot, Self.depth - 1, value)
      return value
    }
    let index = Int(code) - 1
    let value = values[slot &+ index]
    moveToFront(slot, index, value)
    return value
  }

  /// Where the values of a key lie; cleared if another key had the slot.
  @inline(__always)
  private mutating func slot(_ key: Int64, _ tag: Int32) -> Int {
    let mixed =
      (UInt64(bitPattern: key) ^ UInt64(UInt32(bitPattern: tag)) &<< 40)
      &* 0x9E37_79B9_7F4A_7C15
    let slot = Int(truncatingIfNeeded: mixed &>> UInt64(64 - Self.slotBits))
    if keys[slot] != key || tags[slot] != tag {
      keys[slot] = key
      tags[slot] = tag
      for index in 0..<Self.depth { values[slot &* Self.depth &+ index] = 0 }
    }
    return slot &* Self.depth
  }

  @inline(__always)
  private mutating func moveToFront(_ slot: Int, _ index: Int, _ value: Int64) {
    var at = index
    while at > 0 {
      values[slot &+ at] = values[slot &+ at &- 1]
      at &-= 1
    }
    values[slot] = value
  }
}
