/// A fault and its moment.
package struct FaultEvent: Equatable, Sendable {
  /// Since the server started, ms of its own clock, not of the market's.
  package var atMs: Int64
  package var fault: Fault
  package var lengthMs: Int64
  /// A random number that decides what the fault leaves open: which connection, how much of a
  /// frame, by how much a clock is wrong.
  package var lot: UInt64
  /// Whether a fault for a connection waits while there is no connection. Faults of a seed do not
  /// wait: they would pile up and hit each new connection at once, as no network does.
  package var waits = true

  package init(atMs: Int64, _ fault: Fault, lengthMs: Int64? = nil, lot: UInt64 = 0) {
    self.atMs = atMs
    self.fault = fault
    self.lengthMs = lengthMs ?? fault.lengthMs
    self.lot = lot
  }

  var endMs: Int64 { atMs + lengthMs }

  /// A number of the lot in a range.
  func pick(_ range: ClosedRange<Int64>) -> Int64 {
    let span = UInt64(range.upperBound - range.lowerBound) + 1
    return range.lowerBound + Int64(lot % span)
  }
}
