import Recording
import RecordingSamples
import TestSupport
import Testing

/// Neither writing nor reading allocates for each record.
@Suite struct AllocationTests {
  @Test func `Writing and reading take nothing from the heap per record`() throws {
    let folder = try TemporaryFolder()
    var options = RecordingWriter.Options.small(block: 64 << 10)
    options.rotateNs = nil
    let writer = try RecordingWriter(
      directory: folder.path, session: .test, options: options, startNs: startNs)
    let payload = Array(#"{"e":"trade","s":"ADABNB","p":"0.00065580","q":"150.10000000"}"#.utf8)
    func append(_ count: Int) throws {
      for _ in 0..<count {
        try writer.append(receivedNs: startNs, connection: 1, kind: .text, payload: payload.span)
      }
    }
    try append(2000)
    let written = try AllocationCount.of { try append(10_000) }
    try writer.close(receivedNs: startNs)
    guard let written else { return }
    let recording = try Recording(paths: [folder.path])
    var cursor = BlockCursor(recording)
    var frames = BlockFrames(recording, range: .all)
    var blocks = 0
    var records = 0
    func read() throws -> Bool {
      while let step = try cursor.next() {
        guard case .block(let location) = step else { continue }
        frames.begin(location)
        while try frames.next() != nil { records += 1 }
        blocks += 1
        return true
      }
      return false
    }
    _ = try read()
    let before = records
    let taken = try AllocationCount.of { while try read() {} }
    let count = try #require(taken)
    #expect(records - before > 10_000)
    // A block may cost a few: a job for the sealing thread, a slot in a list.
    #expect(written < 40 * blocks, "\(written) for \(blocks) blocks")
    #expect(count < 20 * blocks, "\(count) for \(blocks) blocks")
  }
}
