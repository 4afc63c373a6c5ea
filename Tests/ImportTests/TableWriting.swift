import TestSupport

/// Thirty hours of candles, written as Binance does and in one of the ways in which others do.
struct TableWriting {
  private static let firstMs: Int64 = 1_621_641_600_000

  private struct Row {
    let ms: Int64
    /// Hundredths.
    let prices: [Int64]
    let volume: Int64
  }

  let plain: [UInt8]
  let text: [UInt8]
  let name: String
  let summary: String

  init(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let rows = (0..<30).map { hour in
      let (open, close) = (
        Int64.random(in: 100_000...999_999, using: &random),
        Int64.random(in: 100_000...999_999, using: &random)
      )
      return Row(
        ms: Self.firstMs + Int64(hour) * 3_600_000,
        prices: [open, max(open, close) + 5, min(open, close) - 7, close],
        volume: Int64.random(in: 1...99_999_999, using: &random))
    }
    plain = Array(
      rows.map { row in
        "\(row.ms),\(row.prices.map(Self.decimal).joined(separator: ",")),\(Self.decimal(row.volume))\n"
      }.joined().utf8)
    if random.next() % 8 == 0 {
      (name, summary) = ("candles.json", "JSON")
      text = Self.json(rows, &random)
    } else {
      name = "candles.csv"
      (text, summary) = Self.table(rows, &random)
    }
  }

  private static func decimal(_ hundredths: Int64) -> String {
    "\(hundredths / 100).\(String(hundredths % 100 + 100).dropFirst())"
  }

  private static func json(_ rows: [Row], _ random: inout SeededRandom) -> [UInt8] {
    let quote = Bool.random(using: &random) ? "\"" : ""
    let lists = rows.map { row in
      let numbers = (row.prices + [row.volume]).map { quote + decimal($0) + quote }
      return "[\(row.ms), \(numbers.joined(separator: ", "))]"
    }
    return Array("[\(lists.joined(separator: ",\n"))]".utf8)
  }

  private static func table(
    _ rows: [Row], _ random: inout SeededRandom
  ) -> (text: [UInt8], summary: String) {
    let separator = [",", ";", "\t"].randomElement(using: &random)!
    let style = Int.random(in: 0..<6, using: &random)
    let timeName = ["time", "Date", "Open time", "timestamp", "datetime", "unix"][style]
    let names =
      style % 2 == 0 ? ["open", "high", "low", "close"] : ["Open", "High", "Low", "Close"]
    var columns = Array(0..<6) + [6, 7].prefix(Int.random(in: 0...2, using: &random))
    columns.shuffle(using: &random)
    let form = Int.random(in: 0..<7, using: &random)
    // A comma can only stand between thousands where a quote holds it, or another separator.
    let quote = Bool.random(using: &random) ? "\"" : ""
    let thousands = (separator != "," || !quote.isEmpty) && Bool.random(using: &random)
    let end = Bool.random(using: &random) ? "\r\n" : "\n"
    func field(_ column: Int, _ row: Row) -> String {
      switch column {
      case 0: time(row.ms, form)
      case 1...4: thousands ? grouped(row.prices[column - 1]) : decimal(row.prices[column - 1])
      case 5: form % 2 == 0 ? decimal(row.volume) : scientific(row.volume)
      case 6: "NaN"
      default: "BTC/USDT"
      }
    }
    let header = columns.map { column in
      column == 0
        ? timeName
        : column <= 4 ? names[column - 1] : ["Volume", "Volume MA", "Symbol"][column - 5]
    }
    var lines = [header] + rows.map { row in columns.map { field($0, row) } }
    if Bool.random(using: &random) { lines = [lines[0]] + lines.dropFirst().reversed() }
    var text = lines.map { line in
      line.map { quote + $0 + quote }.joined(separator: separator) + end
    }.joined()
    if Bool.random(using: &random) { text = "# made by a test" + end + text }
    let encoding = Int.random(in: 0..<4, using: &random)
    let summary =
      "\(text.prefix(200)) encoding \(encoding) form \(form) thousands \(thousands)"
    return (encoded(text, encoding), summary)
  }

  private static func encoded(_ text: String, _ encoding: Int) -> [UInt8] {
    switch encoding {
    case 0: [0xef, 0xbb, 0xbf] + Array(text.utf8)
    case 1: [0xff, 0xfe] + text.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
    default: Array(text.utf8)
    }
  }

  private static func time(_ ms: Int64, _ form: Int) -> String {
    let hours = (ms - firstMs) / 3_600_000
    let day = "2021-05-\(22 + hours / 24)"
    let hour = String(hours % 24 + 100).dropFirst()
    return switch form {
    case 0: "\(ms / 1000)"
    case 1: "\(ms / 1000).0"
    case 2: "\(ms)"
    case 3: "\(ms)000"
    case 4: "\(ms)000000"
    case 5: "\(day) \(hour):00:00"
    default: "\(day)T\(hour):00Z"
    }
  }

  private static func grouped(_ hundredths: Int64) -> String {
    let text = decimal(hundredths)
    return text.count == 7 ? "\(text.prefix(1)),\(text.dropFirst())" : text
  }

  /// Hundredths as Python writes large numbers: `1.2345e+03`.
  private static func scientific(_ hundredths: Int64) -> String {
    let digits = String(hundredths)
    return "\(digits.prefix(1)).\(digits.dropFirst())0e+\(String(digits.count - 3))"
      .replacing("e+-", with: "e-")
  }
}
