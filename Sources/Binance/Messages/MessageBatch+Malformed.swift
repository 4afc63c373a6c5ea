extension MessageBatch {
  /// Reports bytes that were refused, with what was found where reading stopped. A number out of its
  /// range is shown whole, with its key: `t: expected an id from 0 to 2^62, found -1`.
  @inline(never)
  mutating func addMalformed(
    _ error: ScanError, _ payload: borrowing Span<UInt8>, _ context: MessageContext
  ) {
    var text = "\(error.problem.rawValue), found \(Self.found(payload, error))"
    if error.problem.isOfNumber, let key = Self.key(payload, before: error.offset) {
      text = "\(key): \(text)"
    }
    addNotice(
      .malformed, Notice(text: text, code: nil, status: 0, offset: error.offset), context)
    counts[.malformed] += 1
  }

  private static func found(_ payload: borrowing Span<UInt8>, _ error: ScanError) -> String {
    if error.problem.isOfNumber { return number(payload, error.offset) }
    switch JSON.byte(payload, error.offset) {
    case 0 where error.offset >= payload.count: return "the end"
    case let byte where byte > 0x20 && byte < 0x7F: return "'\(Unicode.Scalar(byte))'"
    case let byte: return "byte \(byte)"
    }
  }

  /// A number as written. It has been read as an `Int64`, so its text is short.
  private static func number(_ payload: borrowing Span<UInt8>, _ start: Int) -> String {
    var text = ""
    var at = start
    while case let byte = JSON.byte(payload, at),
      byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte), text.utf8.count < 20
    {
      text.unicodeScalars.append(Unicode.Scalar(byte))
      at += 1
    }
    return text
  }

  /// The key whose value begins at an offset; nil in a row of values.
  private static func key(_ payload: borrowing Span<UInt8>, before offset: Int) -> String? {
    let keyBytesMax = 32
    var at = skipBlanks(payload, before: offset)
    guard at > 0, payload[at - 1] == UInt8(ascii: ":") else { return nil }
    at = skipBlanks(payload, before: at - 1)
    guard at > 0, payload[at - 1] == UInt8(ascii: "\"") else { return nil }
    let end = at - 1
    var start = end
    while start > 0, end - start <= keyBytesMax, payload[start - 1] != UInt8(ascii: "\"") {
      start -= 1
    }
    guard start > 0, end - start <= keyBytesMax else { return nil }
    return String(decoding: (start..<end).map { payload[$0] }, as: UTF8.self)
  }

  /// Where the blanks before an offset begin.
  private static func skipBlanks(_ payload: borrowing Span<UInt8>, before offset: Int) -> Int {
    var at = min(offset, payload.count)
    while at > 0, payload[at - 1] <= 0x20 { at -= 1 }
    return at
  }
}

extension ScanProblem {
  /// Whether an integer was read and is out of its range.
  fileprivate var isOfNumber: Bool { self == .id || self == .tradeIds || self == .count }
}
