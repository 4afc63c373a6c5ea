import Market

/// Numbers of the symbols met last, by their bytes: a name of up to sixteen bytes is found by one
/// comparison of two registers.
struct SymbolCache: Sendable {
  private static let size = 256

  private var names = Array(repeating: Word.other, count: size)
  private var ids = Array(repeating: SymbolID(rawValue: 0), count: size)

  /// The name met last, if it has at most eight bytes, otherwise 0, and its number.
  private(set) var lastName: UInt64 = 0
  private(set) var lastId = SymbolID(rawValue: 0)

  static func slot(_ name: Word) -> Int {
    let mixed = (name.low ^ name.high) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed &>> 56)
  }

  subscript(_ slot: Int, _ name: Word) -> SymbolID? {
    names[slot] == name ? ids[slot] : nil
  }

  mutating func keep(_ slot: Int, _ name: Word, _ id: SymbolID) {
    names[slot] = name
    ids[slot] = id
    lastName = name.high == 0 ? name.low : 0
    lastId = id
  }
}
