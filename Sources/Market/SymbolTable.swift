/// Numbers for symbol names, in the order in which the names first came: 0, 1, 2, …
///
/// Finding a known name allocates nothing, whether it comes as a `String` or as the bytes of a
/// frame; the name asked for last is found by one comparison. The same names in the same order give
/// the same numbers on every machine: nothing is hashed with a random seed.
public struct SymbolTable: Sendable {
  private var names: [String] = []
  /// All names, one after the other, as they came in bytes.
  private var bytes: [UInt8] = []
  /// Where each name begins in `bytes`, and at last where the next one will.
  private var starts: [Int] = [0]
  /// Open addressing: number + 1, 0 where free. A power of two long, at most half full.
  private var slots: [UInt32] = Array(repeating: 0, count: 16)
  private var keys: [Key] = []
  private var last: UInt32 = 0

  public init() {}

  public var count: Int { names.count }

  /// The number of a name, a new one if it is not known yet.
  public mutating func id(_ name: String) -> SymbolID { id(utf8: name.utf8Span.span) }

  /// The number of a name given as bytes, a new one if it is not known yet. Bytes that are no UTF-8
  /// are a name as well: they are compared as they are, and shown repaired.
  public mutating func id(utf8 name: borrowing Span<UInt8>) -> SymbolID {
    let key = Key(name)
    if isName(last, name, key) { return SymbolID(rawValue: last) }
    let slot = slot(of: name, key)
    if slots[slot] == 0 {
      last = add(name, key, slot)
    } else {
      last = slots[slot] - 1
    }
    return SymbolID(rawValue: last)
  }

  /// The name of a number that this table gave out.
  public func name(_ id: SymbolID) -> String {
    precondition(id.rawValue < names.count, "symbol \(id.rawValue) of \(names.count)")
    return names[Int(id.rawValue)]
  }

  /// The number of a name, nil if it is not known.
  public func lookup(_ name: String) -> SymbolID? {
    let name = name.utf8Span.span
    let found = slots[slot(of: name, Key(name))]
    return found == 0 ? nil : SymbolID(rawValue: found - 1)
  }
}

extension SymbolTable {
  private func isName(_ number: UInt32, _ name: borrowing Span<UInt8>, _ key: Key) -> Bool {
    guard number < keys.count, keys[Int(number)] == key else { return false }
    if key.isAll { return true }
    let start = starts[Int(number)]
    for position in 0..<name.count where bytes[start + position] != name[position] { return false }
    return true
  }

  /// The slot that holds a name, or the free one where it belongs.
  private func slot(of name: borrowing Span<UInt8>, _ key: Key) -> Int {
    let mask = slots.count - 1
    var slot = key.hash & mask
    while slots[slot] != 0, !isName(slots[slot] - 1, name, key) { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func add(_ name: borrowing Span<UInt8>, _ key: Key, _ slot: Int) -> UInt32 {
    let number = UInt32(names.count)
    for position in 0..<name.count { bytes.append(name[position]) }
    names.append(String(decoding: bytes[starts[names.count]...], as: UTF8.self))
    starts.append(bytes.count)
    keys.append(key)
    slots[slot] = number + 1
    if names.count * 2 > slots.count { grow() }
    return number
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    let mask = slots.count - 1
    for (number, key) in keys.enumerated() {
      var slot = key.hash & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = UInt32(number + 1)
    }
  }
}

/// The first and the last eight bytes of a name and its length: all there is to names of up to sixteen
/// bytes, which most are.
private struct Key: Equatable {
  private var head: UInt64 = 0
  private var tail: UInt64 = 0
  private let count: Int

  @inline(__always)
  init(_ name: borrowing Span<UInt8>) {
    count = name.count
    if count >= 8 {
      head = name.bytes.unsafeLoadUnaligned(as: UInt64.self)
      tail = name.bytes.unsafeLoadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
    } else {
      for position in 0..<count { head = head &<< 8 | UInt64(name[position]) }
    }
  }

  /// True if two names of this key are the same name.
  var isAll: Bool { count <= 16 }

  var hash: Int {
    let mixed = (head ^ tail &* 0x9e37_79b9_7f4a_7c15 ^ UInt64(count)) &* 0xff51_afd7_ed55_8ccd
    return Int(truncatingIfNeeded: mixed >> 32)
  }
}
