/// What stands before a record's payload, and where the payload lies.
///
/// ```
/// recv_ns SP conn SP kind SP length SP payload LF
/// 1502942432123456789 1 t 21 {"stream":"…","data":…}
/// ```
package struct RecordHeader: Equatable, Sendable {
  /// Receive time, ns since the Unix epoch; never decreases within a session.
  package var receivedNs: Int64
  /// Connection, unique within the session.
  package var connection: UInt32
  package var kind: FrameKind
  /// Where the payload lies in the bytes that the record was read from.
  package var payload: Range<Int>

  package init(receivedNs: Int64, connection: UInt32, kind: FrameKind, payload: Range<Int>) {
    self.receivedNs = receivedNs
    self.connection = connection
    self.kind = kind
    self.payload = payload
  }
}
