/// Something to report besides market data: a reply, an error, an announced shutdown, malformed
/// bytes.
package struct Notice: Equatable, Sendable {
  /// Reply: the request's `id` as written. Error: the message. Malformed: what was expected.
  package var text: String
  /// The exchange's error code, if there is one; stream controls begin theirs at 0.
  package var code: ErrorCode?
  /// HTTP status of a REST answer; 0 for frames.
  package var status: Int
  /// Malformed: byte offset in the frame's payload where reading ended. Otherwise 0.
  package var offset: Int

  package init(text: String, code: ErrorCode?, status: Int, offset: Int) {
    self.text = text
    self.code = code
    self.status = status
    self.offset = offset
  }

  /// Characters of foreign text that a notice keeps.
  package static let textBytesMax = 512
}
