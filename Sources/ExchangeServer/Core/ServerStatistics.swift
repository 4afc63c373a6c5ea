/// What a server has done so far.
package struct ServerStatistics: Sendable, Equatable {
  package var connections: Int
  /// Frames of the market handed out, one to several clients counted once.
  package var frames: Int64
  package var faults: Int
  /// The play head, µs since the epoch.
  package var headUs: Int64
}
