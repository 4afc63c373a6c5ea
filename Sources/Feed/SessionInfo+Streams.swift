import Archive
import Basics
package import Recording

/// What the recorder wrote about a session of its own.
extension SessionInfo {
  /// Names of the streams that it asked for.
  package var streamNames: [String] {
    guard case .array(let names)? = JSONValue(text: config)?["streams"] else { return [] }
    return names.compactMap { if case .string(let name) = $0 { name } else { nil } }
  }

  /// The sessions in a folder, each once; none where there is no recording.
  package static func all(in folder: String) throws -> [SessionInfo] {
    guard let recording = try? Recording(paths: [folder], packed: PackedDecoder.self) else {
      return []
    }
    var sessions: [SessionInfo] = []
    var last: [Substring]?
    for (index, segment) in recording.segments.enumerated() {
      // 20261201T144633Z-ba843aec-000001.gz
      let name = segment.name.split(separator: "-").dropFirst().dropLast()
      guard Array(name) != last else { continue }
      last = Array(name)
      if let session = try recording.session(ofSegment: index) { sessions.append(session) }
    }
    return sessions
  }
}
