import Archive
import Foundation
import Recording
import RecordingSamples
import Synchronization
import TestSupport
import Testing

/// Killed at any moment, packing and unpacking in place lose nothing, and the next run goes on.
@Suite struct PackingCrashTests {
  /// A recording of two segments.
  private func recording() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let options = RecordingWriter.Options.small(block: 8_000)
    let writer = try RecordingWriter(
      directory: folder.path, session: .test, options: options, startNs: startNs)
    for (index, frame) in MarketFrames.mutants(40, seed: 9).enumerated() {
      var frame = frame
      frame.receivedNs += Int64(index / 20) * 3_600_000_000_000
      try writer.append(frame)
    }
    try writer.close(receivedNs: startNs)
    return folder
  }

  @Test(arguments: ["pack", "unpack"])
  func `After a kill at any write or sync everything is there, and the next run goes on`(
    command: String
  ) async throws {
    var call = 0
    var isKilled = true
    while isKilled {
      let folder = try recording()
      if command == "unpack" { try Self.convert("pack", folder.path) }
      let before = try Played([folder.path])
      isKilled = try await Self.isKilled(command, folder.path, at: call)
      #expect(try Played([folder.path]) == before, "killed at call \(call)")
      #expect(
        try Verification(Recording(paths: [folder.path], packed: PackedDecoder.self)).outcome
          == .whole)
      // Either the one that was killed, or the other one.
      let next = call % 2 == 0 ? command : command == "pack" ? "unpack" : "pack"
      try Self.convert(next, folder.path)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      let suffix = next == "pack" ? ".pack" : ".gz"
      #expect(names.allSatisfy { $0.hasSuffix(suffix) }, "\(names)")
      #expect(try Played([folder.path]) == before, "\(next) after call \(call)")
      call += 1
    }
    // Of each segment a write at least, and three syncs: of the file, and of the folder twice.
    #expect(call > 8)
  }

  /// Runs a conversion in a process of its own, which kills itself at its so manyth write or sync.
  ///
  /// - Returns: false if it came to its end before.
  private static func isKilled(
    _ command: String, _ path: String, at call: Int
  ) async throws -> Bool {
    let result = await #expect(processExitsWith: .failure) { [command, path, call] in
      try PackingCrashTests.convert(command, path, disk: .killing(at: call))
      exit(endedExitCode)
    }
    let status = try #require(result).exitStatus
    #expect(status == .signal(SIGKILL) || status == .exitCode(endedExitCode))
    return status == .signal(SIGKILL)
  }

  private static func convert(
    _ command: String, _ path: String, disk: DiskAccess = .system
  ) throws {
    var options = Conversion.Options()
    options.replaces = true
    let recording = try Recording(paths: [path], packed: PackedDecoder.self)
    if command == "pack" {
      _ = try Conversion.pack(recording, output: nil, options: options, disk: disk)
    } else {
      _ = try Conversion.unpack(recording, output: nil, options: options, disk: disk)
    }
  }
}

private let endedExitCode: Int32 = 7

extension DiskAccess {
  /// The real disk, until the process kills itself.
  fileprivate static func killing(at call: Int) -> DiskAccess {
    let calls = Mutex(0)
    let step: @Sendable () -> Void = {
      calls.withLock { count in
        if count == call { kill(getpid(), SIGKILL) }
        count += 1
      }
    }
    let disk = DiskAccess.system
    return DiskAccess(
      freeBytes: disk.freeBytes,
      write: { descriptor, bytes in
        step()
        return disk.write(descriptor, bytes)
      },
      sync: { descriptor in
        step()
        return disk.sync(descriptor)
      })
  }
}
