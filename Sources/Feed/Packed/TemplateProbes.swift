import Archive
import Binance
import Market

/// Made-up texts of a template. Each field has a value of its own, so that a value in the decoded
/// message shows which field it came from.
struct TemplateProbes {
  let template: Template
  /// Values of all fields. Amounts are written in quotes; ids and times are not, and are times of
  /// 2020 in ms.
  let first: [Int64]
  let flags: [Int]
  /// Numbers with at most eight decimals: they can be a message's values. `others` can only be
  /// skipped.
  private let numbers: [Int]
  private let others: [Int]
  private let forms: [Template.FieldForm]

  /// - Returns: nil for templates with runs, and for those with more fields than a trade or a kline
  ///   has.
  init?(_ template: Template) {
    let forms = template.fieldForms
    let all = template.fields.indices.filter { template.fields[$0] == .number }
    numbers = all.filter { forms[$0].decimals <= 8 }
    others = all.filter { forms[$0].decimals > 8 }
    flags = template.fields.indices.filter { template.fields[$0] == .flag }
    guard !template.fields.contains(.count), (4...24).contains(numbers.count),
      (1...4).contains(flags.count)
    else { return nil }
    self.template = template
    self.forms = forms
    first = Self.row(forms, template.fields, timeUnit: 1)
  }

  private static func row(
    _ forms: [Template.FieldForm], _ fields: [Template.Field], timeUnit: Int64
  ) -> [Int64] {
    forms.enumerated().map { field, form in
      if fields[field] == .flag { return 0 }
      return form.isQuoted
        ? 1_000_003 + Int64(field) * 7919
        : (1_600_000_000_000 + Int64(field) * 1_000_003) * timeUnit
    }
  }

  func row(flag: Int) -> [Int64] {
    var row = first
    row[flag] = 1
    return row
  }

  /// Rows that try what else could matter, given the fields that a plan uses.
  func rows(using used: [Int]) -> [[Int64]] {
    var rows = [Self.row(forms, template.fields, timeUnit: 1000)] + flags.map(row(flag:))
    var all = first
    for flag in flags { all[flag] = 1 }
    rows.append(all)
    for value: Int64 in [0, 9, 999_999_999_999_999_999] {
      var row = first
      for field in numbers + others where !used.contains(field) { row[field] = value }
      rows.append(row)
    }
    for value: Int64 in [0, 1, 7, 123_456_789] {
      var row = first
      for field in numbers where forms[field].isQuoted { row[field] = value }
      rows.append(row)
    }
    // All ids and times alike, and at a time's end.
    for value in [0, 1, ExchangeTime.microsecondsMin - 1, ExchangeTime.microsecondsMin] {
      var row = first
      for field in numbers where !forms[field].isQuoted { row[field] = value }
      rows.append(row)
    }
    return rows
  }

  /// The message in the text of a row. Nil unless it is exactly one, decoded, without unknown
  /// names.
  func decode(_ row: [Int64], _ decoder: FrameDecoder) -> MessageBatch? {
    let messages = count(row, decoder)
    guard messages.entries.count == 1, messages.counts.total == 1, messages.hasOnlyKnownNames,
      messages.symbols.count == 1, messages.counts[messages.entries[0].kind] == 1
    else { return nil }
    return messages
  }

  /// Whether a decoder does no more with a text than counting it and noting the symbol.
  func isOnlyCounted(
    _ row: [Int64], as kind: MessageKind, symbol: String, _ decoder: FrameDecoder
  ) -> Bool {
    let messages = count(row, decoder)
    return messages.entries.isEmpty && messages.counts.total == 1 && messages.counts[kind] == 1
      && messages.hasOnlyKnownNames && messages.symbols.count == 1
      && messages.symbols.name(SymbolID(rawValue: 0)) == symbol
  }

  private func count(_ row: [Int64], _ decoder: FrameDecoder) -> MessageBatch {
    var batch = FrameBatch()
    decoder.decode(template.payload(row), into: &batch)
    return batch.messages
  }
}

/// Which field a value is that the decoder found in the text of `first`.
extension TemplateProbes {
  func field(_ value: Int64) -> Int? { numbers.first { first[$0] == value } }

  func field(timeUs: Int64) -> Int? {
    numbers.first { ExchangeTime.microseconds(first[$0]) == timeUs }
  }

  /// An amount's field, with what its numbers are multiplied by to be units.
  func field(units: Int128) -> (field: Int, power: Int64)? {
    for field in numbers {
      let power = Self.amountPowers[forms[field].decimals]
      if Int128(first[field]) * Int128(power) == units { return (field, power) }
    }
    return nil
  }

  /// By decimals.
  private static let amountPowers: [Int64] = [
    100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1000, 100, 10, 1,
  ]
}
