/// Takes frames in the order of their receipt: a recording's writer, or a test's list.
package protocol FrameSink {
  /// Takes one frame.
  ///
  /// - Parameters:
  ///   - receivedNs: receive time, ns since the Unix epoch.
  ///   - connection: small number, unique within the session.
  ///   - payload: exactly the bytes received; copied before this returns.
  mutating func append(
    receivedNs: Int64, connection: UInt32, kind: FrameKind, payload: borrowing Span<UInt8>
  ) throws
}
