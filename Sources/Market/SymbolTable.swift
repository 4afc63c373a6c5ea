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
  private var last: UInt32 = 0

  public init() {}

  public var count: Int { names.count }

  /// The number of a name, a new one if it is not known yet.
  public mutating func id(_ name: String) -> SymbolID { id(utf8: name.utf8Span.span) }

  /// The number of a name given as bytes, a new one if it is not known yet. Bytes that are no UTF-8
  /// are a name as well: they are told apart as they are, and shown repaired.
  public mutating func id(utf8 name: borrowing Span<UInt8>) -> SymbolID {
    if isName(last, name) { return SymbolID(rawValue: last) }
    let slot = slot(of: name)
    if slots[slot] == 0 {
      last = add(name, slot)
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
    let found = slots[slot(of: name.utf8Span.span)]
    return found == 0 ? nil : SymbolID(rawValue: found - 1)
  }
}

extension SymbolTable {
  private func isName(_ number: UInt32, _ name: borrowing Span<UInt8>) -> Bool {
    guard number < names.count else { return false }
    let start = starts[Int(number)]
    guard starts[Int(number) + 1] - start == name.count else { return false }
    for position in 0..<name.count where bytes[start + position] != name[position] { return false }
    return true
  }

  /// The slot that holds a name, or the free one where it belongs.
  private func slot(of name: borrowing Span<UInt8>) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: SymbolTable.hash(name)) & mask
    while slots[slot] != 0, !isName(slots[slot] - 1, name) { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func add(_ name: borrowing Span<UInt8>, _ slot: Int) -> UInt32 {
    let number = UInt32(names.count)
    for position in 0..<name.count { bytes.append(name[position]) }
    names.append(String(decoding: bytes[starts[names.count]...], as: UTF8.self))
    starts.append(bytes.count)
    slots[slot] = number + 1
    if names.count * 2 > slots.count { grow() }
    return number
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    let bytes = bytes
    for number in names.indices {
      let name = bytes.span.extracting(starts[number]..<starts[number + 1])
      let slot = slot(of: name)
      slots[slot] = UInt32(number + 1)
    }
  }

  /// FNV-1a, its high half folded in.
  private static func hash(_ name: borrowing Span<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for position in 0..<name.count { hash = (hash ^ UInt64(name[position])) &* 0x100_0000_01b3 }
    return hash ^ (hash >> 32)
  }
}
