/// How many messages of each kind were met.
package struct MessageCounts: Equatable, Sendable {
  private var counts: [Int]

  package init() { counts = Array(repeating: 0, count: MessageKind.allCases.count) }

  package subscript(_ kind: MessageKind) -> Int {
    get { counts[Int(kind.rawValue)] }
    set { counts[Int(kind.rawValue)] = newValue }
  }

  /// All messages.
  package var total: Int { counts.reduce(0, +) }

  package mutating func reset() {
    for index in counts.indices { counts[index] = 0 }
  }

  package static func += (sum: inout MessageCounts, other: MessageCounts) {
    for kind in MessageKind.allCases { sum[kind] += other[kind] }
  }
}
