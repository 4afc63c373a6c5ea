import Binance
import Market
import Recording

/// Values for the fields of a shape by which each can be told from each other in the trade that the
/// decoder finds.
struct TradeProbes {
  /// Numbers with at most eight decimals, which can be a trade's values; others may only be passed
  /// over.
  let numbers: [Int]
  let flags: [Int]
  let decimals: [Int]
  private let others: [Int]
  private let quoted: [Bool]
  private let hasRuns: Bool

  init(_ shape: Shape) {
    let forms = shape.fieldForms
    decimals = forms.map(\.decimals)
    quoted = forms.map(\.isQuoted)
    let all = shape.fields.indices.filter { shape.fields[$0] == .number }
    numbers = all.filter { forms[$0].decimals <= 8 }
    others = all.filter { forms[$0].decimals > 8 }
    flags = shape.fields.indices.filter { shape.fields[$0] == .flag }
    hasRuns = shape.fields.contains(.count)
  }

  /// Whether a trade could be in it: more fields than any has are not tried.
  var isUsable: Bool {
    !hasRuns && (4...24).contains(numbers.count) && (1...4).contains(flags.count)
  }

  /// Amounts are written in quotes, ids and times are not: times of 2020, in ms.
  var first: [Int64] { row(timeUnit: 1) }

  private func row(timeUnit: Int64) -> [Int64] {
    quoted.enumerated().map { field, isQuoted in
      if flags.contains(field) { return 0 }
      return isQuoted
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
    var rows = [row(timeUnit: 1000)] + flags.map(row(flag:))
    var all = first
    for flag in flags { all[flag] = 1 }
    rows.append(all)
    for value: Int64 in [0, 9, 999_999_999_999_999_999] {
      var row = first
      for field in numbers + others where !used.contains(field) { row[field] = value }
      rows.append(row)
    }
    for value: Int64 in [1, 7, 123_456_789] {
      var row = first
      for field in numbers where quoted[field] { row[field] = value }
      rows.append(row)
    }
    // All ids and times alike, and at a time's end.
    for value in [0, 1, ExchangeTime.microsecondsMin - 1, ExchangeTime.microsecondsMin] {
      var row = first
      for field in numbers where !quoted[field] { row[field] = value }
      rows.append(row)
    }
    return rows
  }

  struct Found {
    var trade: Trade
    var entry: MessageBatch.Entry
    var symbol: String
  }

  /// The trade in a text, if there is one and nothing else worth a word.
  static func decode(_ shape: Shape, _ row: [Int64], _ decoder: FrameDecoder) -> Found? {
    var batch = FrameBatch()
    decoder.decode(shape.payload(row), into: &batch)
    let messages = batch.messages
    guard messages.entries.count == 1, messages.trades.count == 1, messages.counts.total == 1,
      messages.hasOnlyKnownNames, messages.symbols.count == 1,
      messages.counts[messages.entries[0].kind] == 1
    else { return nil }
    let trade = messages.trades[0]
    return Found(
      trade: trade, entry: messages.entries[0], symbol: messages.symbols.name(trade.symbol))
  }
}
