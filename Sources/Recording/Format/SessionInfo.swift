import Basics

/// Who records: what the first record of each segment (`m`) says of the session.
package struct SessionInfo: Equatable, Sendable {
  /// Unique among the sessions of a folder; part of the segments' names: 1 to 40 letters, digits,
  /// dots and underscores.
  package var id: String
  /// Program and version, for example `tapedeck 0.1.0`.
  package var tool: String
  /// Name of the machine.
  package var host: String
  /// A JSON object: how the session was configured, without secrets.
  package var config: String

  package init(id: String, tool: String, host: String, config: String = "{}") {
    self.id = id
    self.tool = tool
    self.host = host
    self.config = config
  }

  /// The number that marks each block of the session.
  package var tag: UInt32 { SessionInfo.tag(id) }

  static func tag(_ id: String) -> UInt32 { crc32(Array(id.utf8).span) }

  func check() throws(RecordingError) {
    guard SegmentName.isSession(id) else {
      throw .refused(
        "the session's name '\(id)' cannot be part of a file name: expected 1 to "
          + "\(RecordingLimits.sessionBytesMax) letters, digits, dots or underscores")
    }
    for text in [tool, host, config]
    where text.utf8.count > RecordingLimits.metadataTextBytesMax {
      throw .refused(
        "the session's description has \(text.utf8.count) bytes, at most "
          + "\(RecordingLimits.metadataTextBytesMax) are allowed")
    }
    guard case .object? = JSONValue(text: config) else {
      throw .refused("the session's configuration is no JSON object: \(config)")
    }
  }
}
