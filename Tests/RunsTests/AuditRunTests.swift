import Recording
import RecordingSamples
import Runs
import TestSupport
import Testing

struct AuditRunTests {
  @Test(arguments: [
    (FrameKind.ping, "", true), (.text, #"{"error":{"code":2,"msg":"no"},"id":1}"#, true),
    (.text, #"{"stream":"btcusdt@trade","data":{"e":"trade"}}"#, false),
    (.gap, #"{"reason":"queue full"}"#, false),
  ])
  func `a recording is not whole if a frame is malformed or the recorder lost some`(
    kind: FrameKind, payload: String, isWhole: Bool
  ) throws {
    let folder = try TemporaryFolder()
    let writer = try RecordingWriter(
      directory: folder.path, session: .test, options: .small(), startNs: startNs)
    try writer.append(Sample.kline(startNs))
    try writer.append(payload, kind)
    try writer.close(receivedNs: startNs)
    let audit = try AuditRun(
      Recording(paths: [folder.path]), range: .all, InstrumentRequest(), observe: { _ in })
    #expect(audit.isWhole == isWhole, "\(audit.warnings)")
  }
}
