/// When records are forced to the disk, so that they outlive a power cut. What was committed
/// outlives the death of the process under every policy.
package enum SyncPolicy: Equatable, Sendable {
  /// `commit()` returns when its records are on the disk.
  case always
  /// A block is on the disk before its tail goes.
  case block
  /// Never: the system writes when it likes.
  case never
  /// As `block`, and a tail with new records is forced to the disk at least so often, on the
  /// background thread, driven by receive times and `tick`.
  case every(ns: Int64)
}
