import Market

/// How often each of some names came. Names beyond a limit are counted together, so that rubbish
/// cannot fill the memory; a known name costs no allocation.
package struct NameCounts: Sendable {
  /// Names that are counted each by itself.
  package static let namesMax = 256
  /// Bytes of a name that are kept. Names that differ only behind these are counted as one.
  package static let nameBytesMax = 64

  private var names = SymbolTable()
  private var counts: [Int] = []

  /// Names that came after `namesMax` others.
  package private(set) var others = 0

  package init() {}

  /// All that was counted.
  package var total: Int { counts.reduce(others, +) }

  /// Names and their counts in order of first appearance; zero counts are left out.
  package var list: [(name: String, count: Int)] {
    counts.indices.lazy.filter { counts[$0] > 0 }.map { index in
      (names.name(SymbolID(rawValue: UInt32(index))), counts[index])
    }
  }

  package subscript(_ name: String) -> Int {
    guard let id = names.lookup(name) else { return 0 }
    return counts[Int(id.rawValue)]
  }

  /// Zeroes the counts and keeps the names.
  package mutating func reset() {
    for index in counts.indices { counts[index] = 0 }
    others = 0
  }

  mutating func add(_ name: borrowing Span<UInt8>) {
    guard counts.count < Self.namesMax else { return addOther() }
    let kept = name.extracting(0..<min(name.count, Self.nameBytesMax))
    let index = Int(names.id(utf8: kept).rawValue)
    if index == counts.count { counts.append(0) }
    counts[index] += 1
  }

  private mutating func addOther() { others += 1 }
}
