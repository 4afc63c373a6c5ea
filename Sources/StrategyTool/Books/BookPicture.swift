import Basics
import Market
import Runs

/// One book for people, asks above bids, and as JSON.
struct BookPicture {
  private static let barWidth = 30

  let symbol: String
  let sample: SampledBook
  let levels: Int

  var text: String {
    let bids = Array(sample.book.bids.prefix(levels))
    let asks = Array(sample.book.asks.prefix(levels))
    let decimals = Decimals(bids + asks)
    let largest = (bids + asks).map(\.quantity).max() ?? .zero
    let rows =
      [["", "price", "quantity", ""]]
      + asks.reversed().map { row("ask", $0, decimals, beside: largest) }
      + [["", middle, "", ""]]
      + bids.map { row("bid", $0, decimals, beside: largest) }
    let title =
      "\(symbol) as of \(isoText(ns: sample.receivedNs)), update \(sample.updateId), joined since "
      + isoText(ns: sample.joinedSinceNs)
    return title + "\n\n" + table(rows)
  }

  private var middle: String {
    guard let features = BookFeatures(sample) else { return "one side is empty" }
    return "mid \(features.middle)"
  }

  private func row(
    _ side: String, _ level: PriceLevel, _ decimals: Decimals, beside largest: Amount
  ) -> [String] {
    let share = Double(level.quantity.units) / Double(max(largest.units, 1))
    let bar = String(repeating: "█", count: Int((share * Double(Self.barWidth)).rounded(.up)))
    return [
      side, level.price.text(decimals: Int(decimals.price)),
      level.quantity.text(decimals: Int(decimals.quantity)), bar,
    ]
  }

  /// Numbers to the right, bars to the left.
  private func table(_ rows: [[String]]) -> String {
    let widths = (0..<3).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = (0..<3).map { column in
        String(repeating: " ", count: widths[column] - row[column].count) + row[column]
      }.joined(separator: "  ")
      if !row[3].isEmpty { line += "  " + row[3] }
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }

  func json(_ columns: BookColumns) -> JSONValue {
    func side(_ levels: Slice<BookLevels>) -> JSONValue {
      .array(levels.map { .array([.string("\($0.price)"), .string("\($0.quantity)")]) })
    }
    return .object(
      [
        ("symbol", .string(symbol)), ("receivedNs", .integer(sample.receivedNs)),
        ("updateId", .integer(sample.updateId)),
        ("joinedSinceNs", .integer(sample.joinedSinceNs)),
      ] + columns.figureMembers(sample) + [
        ("bids", side(sample.book.bids.prefix(levels))),
        ("asks", side(sample.book.asks.prefix(levels))),
      ])
  }
}

extension Decimals {
  /// As many as the longest of these needs.
  fileprivate init(_ levels: [PriceLevel]) {
    func count(_ amount: Amount) -> UInt8 {
      let text = amount.description
      guard let point = text.firstIndex(of: ".") else { return 0 }
      return UInt8(text[point...].utf8.count - 1)
    }
    self.init(
      price: levels.map { count($0.price) }.max() ?? 0,
      quantity: levels.map { count($0.quantity) }.max() ?? 0)
  }
}
