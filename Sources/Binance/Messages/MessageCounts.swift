/// How many messages of each kind were met.
package struct MessageCounts: Equatable, Sendable {
  private var counts = InlineArray<64, Int>(repeating: 0)

  package init() {}

  package subscript(_ kind: MessageKind) -> Int {
    @inline(__always) get { counts[Int(kind.rawValue)] }
    @inline(__always) _modify { yield &counts[Int(kind.rawValue)] }
  }

  /// All messages.
  package var total: Int { counts.indices.reduce(0) { $0 + counts[$1] } }

  package mutating func reset() { self = MessageCounts() }

  /// Called for each live frame: it must not make a list of all kinds.
  package static func += (sum: inout MessageCounts, other: MessageCounts) {
    for number in sum.counts.indices { sum.counts[number] += other.counts[number] }
  }

  package static func == (a: MessageCounts, b: MessageCounts) -> Bool {
    a.counts.indices.allSatisfy { a.counts[$0] == b.counts[$0] }
  }
}
