import Feed
import Recording
import TestSupport

@testable import ExchangeServer

/// A recording of a few records, as an exchange.
struct MadeRecording {
  struct Record {
    var ms: Int64
    var connection: UInt32
    var kind: FrameKind
    var payload: String
  }

  private let folder: TemporaryFolder
  let recording: Recording
  let contents: RecordingContents
  /// 2024-08-08T00:00:00Z; records count from here.
  static let startMs: Int64 = 1_723_075_200_000

  init(_ records: [Record]) throws {
    folder = try TemporaryFolder()
    var options = RecordingWriter.Options()
    options.rotateNs = nil
    options.sync = .never
    options.minFreeBytes = 0
    let writer = try RecordingWriter(
      directory: folder.file("made"), session: SessionInfo(id: "made", tool: "test", host: ""),
      options: options, startNs: Self.startMs * 1_000_000)
    for record in records {
      try writer.append(
        receivedNs: (Self.startMs + record.ms) * 1_000_000, connection: record.connection,
        kind: record.kind, payload: Array(record.payload.utf8).span)
    }
    try writer.close(receivedNs: (Self.startMs + (records.last?.ms ?? 0)) * 1_000_000)
    recording = try Recording(paths: [folder.file("made")])
    contents = try RecordingContents(recording, .connections)
  }

  /// Served from its first moment on, or from so many ms later.
  func exchange(
    fromMs: Int64 = 0, _ change: (inout ExchangeOptions) -> Void = { _ in },
    log: ((String) -> Void)? = nil
  ) -> TestExchange {
    TestExchange(
      source: RecordedExchange(
        recording, contents: contents, startUs: (Self.startMs + fromMs) * 1000, log: log), change)
  }
}

extension MadeRecording.Record {
  static func opened(_ connection: UInt32, ms: Int64, _ url: String) -> Self {
    Self(ms: ms, connection: connection, kind: .opened, payload: #"{"url":"\#(url)"}"#)
  }

  static func frame(_ connection: UInt32, ms: Int64, _ stream: String, _ data: String) -> Self {
    Self(
      ms: ms, connection: connection, kind: .text,
      payload: #"{"stream":"\#(stream)","data":\#(data)}"#)
  }

  static func response(ms: Int64, _ url: String, _ body: String) -> Self {
    Self(
      ms: ms, connection: 0, kind: .response,
      payload: #"{"url":"\#(url)","status":200}"# + "\n" + body)
  }

  static func archive(ms: Int64, _ head: String, _ rows: String) -> Self {
    Self(ms: ms, connection: 0, kind: .archive, payload: head + "\n" + rows)
  }

  /// A spot trade of BTCUSDT's.
  static func trade(
    _ id: Int64, ms: Int64, tradedMs: Int64? = nil, connection: UInt32 = 1
  ) -> Self {
    let timeMs = MadeRecording.startMs + (tradedMs ?? ms)
    return frame(
      connection, ms: ms, "btcusdt@trade",
      #"{"e":"trade","E":\#(timeMs),"s":"BTCUSDT","t":\#(id),"p":"100.00000000","#
        + #""q":"2.00000000","T":\#(timeMs),"m":false,"M":true}"#)
  }
}
