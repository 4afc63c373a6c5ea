/// Why an import stopped: the file and where in it, what was found, what was expected, and what to do
/// about it.
package struct ImportError: Error, Equatable, Sendable {
  /// Where in the file.
  package enum Location: Equatable, Sendable {
    case file
    /// Bytes from the start of the file as it lies on disk (so compressed bytes in a `.gz`).
    case offset(Int64)
    /// Line of the text, counted from 1, and the bytes of (unpacked) text before it.
    case line(Int, byte: Int64)
  }

  package var file: String
  package var location: Location
  package var found: String
  package var expected: String
  package var advice: String

  package init(
    _ file: String, _ location: Location = .file, found: String, expected: String, advice: String
  ) {
    self.file = file
    self.location = location
    self.found = found
    self.expected = expected
    self.advice = advice
  }
}

extension ImportError: CustomStringConvertible {
  package var description: String {
    "\(file)\(location.text): found \(found), expected \(expected); \(advice)"
  }
}

extension ImportError.Location {
  var text: String {
    switch self {
    case .file: ""
    case .offset(let offset): ", offset \(offset)"
    case .line(let number, let byte): ", line \(number) (byte \(byte))"
    }
  }
}

/// Bytes from outside as text for an error: at most 60 of them, quoted, with everything that could
/// upset a terminal written as `\xNN`.
func excerpt(_ bytes: borrowing Span<UInt8>) -> String {
  let shownBytesMax = 60
  var text: [UInt8] = [0x22]
  let hex = Array("0123456789abcdef".utf8)
  for index in 0..<min(bytes.count, shownBytesMax) {
    let byte = bytes[index]
    if byte >= 0x20 && byte < 0x7f {
      text.append(byte)
    } else {
      text += [0x5c, 0x78, hex[Int(byte >> 4)], hex[Int(byte & 15)]]
    }
  }
  text.append(0x22)
  if bytes.count > shownBytesMax { text += Array("… (\(bytes.count) bytes)".utf8) }
  return String(decoding: text, as: UTF8.self)
}
