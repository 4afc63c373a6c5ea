/// How many messages of each kind were met.
package struct MessageCounts: Equatable, Sendable {
  private var counts = InlineArray<64, Int>(repeating: 0)

  package init() {}

  package subscript(_ kind: MessageKind) -> Int {
    @inline(__always) get { counts[Int(kind.rawValue)] }
    @inline(__always) _modify { yield &counts[Int(kind.rawValue)] }
  }

  /// All messages.
  package var total: Int { MessageKind.allCases.reduce(0) { $0 + self[$1] } }

  package mutating func reset() { self = MessageCounts() }

  package static func += (sum: inout MessageCounts, other: MessageCounts) {
    for kind in MessageKind.allCases { sum[kind] += other[kind] }
  }

  package static func == (a: MessageCounts, b: MessageCounts) -> Bool {
    MessageKind.allCases.allSatisfy { a[$0] == b[$0] }
  }
}
