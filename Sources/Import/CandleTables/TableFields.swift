/// The fields of one line of a table, without their quotes and the spaces around them.
struct TableFields {
  /// Of a line: more are no candle.
  static let countMax = 200

  private var text: [UInt8] = []
  private var ranges: [Range<Int>] = []

  var count: Int { ranges.count }

  subscript(index: Int) -> ArraySlice<UInt8> { text[ranges[index]] }

  /// Replaces the line before. False where a quote has no end, or there are too many.
  mutating func read(_ line: borrowing Span<UInt8>, separator: UInt8) -> Bool {
    text.removeAll(keepingCapacity: true)
    ranges.removeAll(keepingCapacity: true)
    var at = 0
    while ranges.count < Self.countMax {
      guard let end = readField(line, from: at, separator) else { return false }
      if end == line.count { return true }
      at = end + 1
    }
    return false
  }

  /// Gives the position of the separator behind the field, or the line's end.
  private mutating func readField(
    _ line: borrowing Span<UInt8>, from start: Int, _ separator: UInt8
  ) -> Int? {
    var at = start
    while at < line.count, line[at] == 0x20 { at += 1 }
    let first = text.count
    if at < line.count, line[at] == UInt8(ascii: "\"") {
      guard let end = readQuoted(line, from: at + 1) else { return nil }
      at = end
      while at < line.count, line[at] == 0x20 { at += 1 }
      ranges.append(first..<text.count)
      return at == line.count || line[at] == separator ? at : nil
    }
    while at < line.count, line[at] != separator {
      text.append(line[at])
      at += 1
    }
    var end = text.count
    while end > first, text[end - 1] == 0x20 { end -= 1 }
    ranges.append(first..<end)
    return at
  }

  /// Gives the position behind the closing quote; two quotes in a row stand for one.
  private mutating func readQuoted(_ line: borrowing Span<UInt8>, from start: Int) -> Int? {
    var at = start
    while at < line.count {
      if line[at] == UInt8(ascii: "\"") {
        guard at + 1 < line.count, line[at + 1] == UInt8(ascii: "\"") else { return at + 1 }
        at += 1
      }
      text.append(line[at])
      at += 1
    }
    return nil
  }
}
