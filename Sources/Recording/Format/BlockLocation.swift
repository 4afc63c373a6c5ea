/// Where a block lies, and what its header says; enough to read it on any thread.
package struct BlockLocation: Sendable, Equatable {
  /// Index in `Recording.segments`.
  package var segment: Int
  /// Where the member begins in the segment; for a tail, where it will begin once sealed.
  package var fileOffset: Int64
  /// For a tail, its whole records as the header of the block would describe them.
  package var header: BlockHeader
  /// The tail that holds the records, while they are not sealed.
  var tail: TailName?
  /// All its records lie before the time that was asked for; only its `o`, `x`, `T` and `m` are needed.
  package var isContext: Bool

  /// Whether the block is still plain text in a tail.
  package var isTail: Bool { tail != nil }
}

/// What a walk over a recording meets.
package enum BlockStep: Sendable, Equatable {
  case block(BlockLocation)
  case damage(Damage)
}
