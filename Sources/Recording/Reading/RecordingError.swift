#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why a recording cannot be read or written. Every message names the file and offset, what was found,
/// what was expected where that is known, and what to do.
package enum RecordingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The operating system refused.
  case system(operation: String, path: String, code: Int32)
  /// Part of a recording is damaged.
  case damaged(Damage)
  /// The path holds no recording.
  case notARecording(path: String, found: String, advice: String)
  /// Another writer works in the folder.
  case locked(directory: String, holder: String)
  /// Less space is free than must stay free; the recording was ended cleanly before.
  case belowFreeSpaceFloor(directory: String, freeBytes: Int64, floorBytes: Int64)
  /// The writer stopped earlier, for the reason given.
  case stopped(reason: String)
  /// No record lies in the stretch of receive times asked for.
  case nothingReceived(fromNs: Int64, toNs: Int64)
  /// The caller asked for what the format cannot hold.
  case refused(String)

  package var description: String {
    switch self {
    case .system(let operation, let path, let code):
      let advice = code == ENOSPC ? "; free some space: what was written before is kept" : ""
      return "\(path): cannot \(operation): \(systemMessage(code))\(advice)"
    case .damaged(let damage): return damage.message
    case .notARecording(let path, let found, let advice):
      return "\(path): not a recording: \(found); \(advice)"
    case .locked(let directory, let holder):
      return "\(directory): another writer holds this recording (\(holder)); "
        + "stop it, or write to another folder"
    case .belowFreeSpaceFloor(let directory, let free, let floor):
      return
        "\(directory): \(free) bytes are free on this disk, \(floor) must stay free; nothing more "
        + "is recorded, what was recorded is whole: free some space, or lower the floor"
    case .stopped(let reason): return "the recording's writer has stopped: \(reason)"
    case .nothingReceived(let fromNs, let toNs):
      return "nothing was received from \(fromNs) ns up to \(toNs) ns; 'tool info' shows when "
        + "something was"
    case .refused(let reason): return reason
    }
  }
}
