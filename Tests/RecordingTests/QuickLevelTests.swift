import Foundation
import Recording
import RecordingSamples
import TestSupport
import Testing

/// Compression that gives way when frames come faster than it.
@Suite struct QuickLevelTests {
  /// Writes ten blocks onto a disk that needs a while for each.
  private static func sealed(_ quickLevel: Int?) throws -> (totals: SealedTotals, texts: [String]) {
    let folder = try TemporaryFolder()
    var options = RecordingWriter.Options.small(block: 1000)
    options.level = 6
    options.quickLevel = quickLevel
    var disk = DiskAccess.system
    disk.write = { descriptor, bytes in
      Thread.sleep(forTimeInterval: 0.03)
      return DiskAccess.system.write(descriptor, bytes)
    }
    let writer = try RecordingWriter(
      directory: folder.path, session: .test, options: options, startNs: startNs, disk: disk)
    for number in 0..<100 {
      let values = (1...20).map { String($0 * (number + 7) * 7919 % 9973) }
      try writer.append("frame \(number) " + values.joined(separator: ",\"price\":"))
    }
    try writer.close(receivedNs: startNs)
    return (writer.sealed, try Played([folder.path]).texts)
  }

  @Test func `blocks are compressed in a hurry while others wait, and hold the same`() throws {
    let quick = try Self.sealed(1)
    let calm = try Self.sealed(nil)
    #expect(quick.totals.quickBlocks > 3)
    #expect(calm.totals.quickBlocks == 0)
    #expect(quick.texts == calm.texts)
    #expect(quick.totals.rawBytes == calm.totals.rawBytes)
    #expect(quick.totals.memberBytes > calm.totals.memberBytes)
  }
}
