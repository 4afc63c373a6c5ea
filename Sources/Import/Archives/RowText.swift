/// What a row says, whatever way it is written: `1.50` is `1.5`, `True` is `true`, ms are µs. So rows of
/// two files can be compared.
enum RowText {
  /// The values of a row's columns, but for those that no one reads.
  static func values(
    _ row: borrowing Span<UInt8>, _ columns: [ArchiveColumn]
  ) -> [[UInt8]] {
    var values: [[UInt8]] = []
    var start = 0
    for column in columns {
      guard start <= row.count else { break }
      let end = row.firstIndex(of: 0x2c, from: start) ?? row.count
      if column != .ignored { values.append(value([UInt8](row.extracting(start..<end)), column)) }
      start = end + 1
    }
    return values
  }

  private static func value(_ text: [UInt8], _ column: ArchiveColumn) -> [UInt8] {
    switch column {
    case .time:
      let value = Int64(String(decoding: text, as: UTF8.self)) ?? 0
      return Array("\(value * (LocalTime.Unit(magnitudeOf: value)?.rawValue ?? 1) / 1000)".utf8)
    case .amount, .sum, .sumIfKnown: return decimal(text)
    case .flag: return [text.first.map { $0 | 0x20 } ?? 0]
    case .id, .ignored: return text
    }
  }

  /// Without the zeros that change nothing.
  private static func decimal(_ text: [UInt8]) -> [UInt8] {
    var digits = text[...]
    while digits.first == 0x30 { digits.removeFirst() }
    guard digits.contains(0x2e) else { return Array(digits) }
    while digits.last == 0x30 { digits.removeLast() }
    if digits.last == 0x2e { digits.removeLast() }
    return Array(digits)
  }
}
