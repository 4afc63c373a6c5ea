/// Bytes that are no record: which part, where, and what was found.
package struct RecordError: Error, Equatable, Sendable, CustomStringConvertible {
  package enum Part: String, Sendable {
    case receivedNs = "receive time"
    case connection = "connection"
    case kind = "kind"
    case length = "payload length"
    case payload = "payload"
    case lineEnd = "line end"
  }

  package enum Problem: Equatable, Sendable {
    /// The bytes end inside the record: it was cut, or is still being written.
    case cut
    /// A byte that cannot stand there.
    case byte(UInt8)
    /// A number beyond its limit.
    case tooLarge
    /// A receive time before that of the record before it.
    case backwards
  }

  package let part: Part
  package let problem: Problem
  /// Where the record begins.
  package let recordOffset: Int
  /// Where the problem lies.
  package let offset: Int

  package var description: String {
    let location = "record at byte \(recordOffset): \(part.rawValue) at byte \(offset)"
    switch problem {
    case .cut: return "\(location) is cut off"
    case .byte(let byte): return "\(location): found \(shown(byte)), expected \(expectation)"
    case .tooLarge: return "\(location) is too large, expected \(expectation)"
    case .backwards: return "\(location) lies before the one of the record ahead of it"
    }
  }

  private var expectation: String {
    switch part {
    case .receivedNs: "a number of at most 19 digits and a space"
    case .connection: "a number up to 4294967295 and a space"
    case .kind: "one visible ASCII character and a space"
    case .length: "a number up to \(RecordingLimits.payloadBytesMax) and a space"
    case .payload: "the payload"
    case .lineEnd: "a line feed after the payload"
    }
  }
}

/// A byte as messages show it: the character if it is visible, and its number.
func shown(_ byte: UInt8) -> String {
  let digits = String(byte, radix: 16)
  let hex = "0x" + (digits.count < 2 ? "0" : "") + digits
  return (0x21...0x7E).contains(byte) ? "'\(Character(UnicodeScalar(byte)))' (\(hex))" : hex
}
