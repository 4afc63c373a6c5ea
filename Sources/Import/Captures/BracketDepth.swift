/// Where a JSON object or array ends: as many brackets closed as opened, outside of strings.
struct BracketDepth {
  private var depth = 0
  private var isInText = false
  private var isEscaped = false

  var isClosed: Bool { depth <= 0 && !isInText }

  mutating func take(_ bytes: borrowing Span<UInt8>) {
    for index in bytes.indices {
      let byte = bytes[index]
      if isInText {
        if !isEscaped, byte == UInt8(ascii: "\"") { isInText = false }
        isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInText = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
    }
  }
}
