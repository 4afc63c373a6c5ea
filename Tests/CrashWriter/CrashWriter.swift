import Glibc
import Recording
import TestSupport

/// Records until it is killed: `CrashWriter DIRECTORY SESSION SEED BLOCK-BYTES`.
///
/// Each record's payload is its number, from 0, and some padding. The number of the last record of
/// each commit is acknowledged on standard output, after the commit.
///
/// Its disk takes few bytes at a time and long to sync, so that a kill finds most often a block on its
/// way from its tail to its segment, or half of a record.
@main
enum CrashWriter {
  static let slowDisk = DiskAccess(
    freeBytes: { _ in nil },
    write: { descriptor, bytes in
      let count = write(descriptor, bytes.baseAddress, min(bytes.count, 64))
      return count >= 0 ? count : -Int(errno)
    },
    sync: { _ in
      var random = SeededRandom(seed: 1)
      for _ in 0..<10_000 where random.next() == 0 { return 0 }
      return 0
    })

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 5, let seed = UInt64(arguments[3]), let block = Int(arguments[4])
    else { exit(2) }
    var options = RecordingWriter.Options()
    options.blockRawBytes = block
    options.minFreeBytes = 0
    options.sync = .block
    // Every 64 records a new segment.
    options.rotateNs = 64
    let session = SessionInfo(id: arguments[2], tool: "CrashWriter", host: "test")
    let writer = try RecordingWriter(
      directory: arguments[1], session: session, options: options,
      startNs: 1_723_125_600_000_000_000,
      disk: slowDisk)
    var random = SeededRandom(seed: seed)
    var number = 0
    while true {
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let padding = String(repeating: "x", count: Int.random(in: 0...120, using: &random))
        try writer.append(
          receivedNs: 1_723_125_600_000_000_000 + Int64(number), connection: 1, kind: .text,
          payload: Array("\(number) \(padding)".utf8).span)
        number += 1
      }
      try writer.commit()
      let line = Array("\(number - 1)\n".utf8)
      guard write(1, line, line.count) == line.count else { exit(1) }
    }
  }
}
