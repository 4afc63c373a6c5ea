/// How often what has happened, since the start.
package struct RecorderCounts: Equatable, Sendable {
  /// Connections that opened, and those of them that were not closed by us.
  package internal(set) var opened: Int64 = 0
  package internal(set) var lost: Int64 = 0
  package internal(set) var refused: Int64 = 0
  package internal(set) var openNow: Int64 = 0
  /// Streams that no connection has brought for a while, and still none does.
  package internal(set) var downStreams: Int64 = 0
  /// Times in which a connection's streams were not recorded, and how long in all.
  package internal(set) var outages: Int64 = 0
  package internal(set) var outageNs: Int64 = 0
  package internal(set) var requests: Int64 = 0
  package internal(set) var requestsFailed: Int64 = 0

  package init() {}
}
