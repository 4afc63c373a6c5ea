/// Whether bytes are one whole JSON document, as far as brackets and quotes show: an answer that was
/// cut off is not.
package enum JSONDocument {
  package static func isWhole(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var depth = 0
    var isInString = false
    var isEscaped = false
    var hasEnded = false
    for byte in bytes {
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
        continue
      }
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D: continue
      case _ where hasEnded: return false
      case UInt8(ascii: "\""):
        guard depth > 0 else { return false }
        isInString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        guard depth >= 0 else { return false }
        hasEnded = depth == 0
      default: guard depth > 0 else { return false }
      }
    }
    return hasEnded
  }
}
