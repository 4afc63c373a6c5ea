/// Which columns of a table without names are the prices and the volume, as far as their values prove it.
///
/// The usual order is taken unless the values contradict it: time, open, high, low, close, and then perhaps
/// others, such as vwap, volume and count. The highest column is the high and the lowest the low; of those
/// between, a candle opens near the close of the one before.
struct PriceOrder {
  /// Rows from which on values can prove another order than the usual one.
  private static let rowsMin = 10
  /// How much nearer opens must be to the closes before than in any other order.
  private static let nearerMin = 4.0

  /// Rows of numbers, in the order of time, without the time.
  private let rows: [[Double]]
  private let columnCount: Int

  /// Nothing, or more than one thing, is proven.
  struct Doubt: Error {
    let found: String
    /// Whether there is no order at all in which each row is a candle.
    var hasNone = false
  }

  /// - Parameter rows: in the order of time, each with as many numbers.
  init(_ rows: [[Double]]) {
    self.rows = rows
    columnCount = rows.first?.count ?? 0
  }

  /// Positions of open, high, low, close and volume among the numbers.
  struct Found: Equatable {
    var open: Int
    var high: Int
    var low: Int
    var close: Int
    var volume: Int?
  }

  func find() throws(Doubt) -> Found {
    guard columnCount >= 4 else {
      throw Doubt(found: "\(columnCount) numbers in a row", hasNone: true)
    }
    let (high, low) = try range()
    let between = (0..<columnCount).filter {
      $0 != high && $0 != low && lies($0, from: low, to: high)
    }
    let (open, close) = try ends(between, isUsualRange: (high, low) == (1, 2))
    return Found(
      open: open, high: high, low: low, close: close,
      volume: try volume(Set([open, high, low, close]), between: between, high: high, low: low))
  }

  /// The usual columns, or the two that are furthest from each other with two others between them.
  private func range() throws(Doubt) -> (high: Int, low: Int) {
    if lies(0, from: 2, to: 1), lies(3, from: 2, to: 1) { return (1, 2) }
    var found: [(high: Int, low: Int)] = []
    var widest = 0.0
    for high in 0..<columnCount {
      for low in 0..<columnCount where low != high && arePrices(high, low) {
        let between = (0..<columnCount).count {
          $0 != high && $0 != low && lies($0, from: low, to: high)
        }
        guard between >= 2 else { continue }
        let width = rows.reduce(0) { $0 + $1[high] - $1[low] }
        if width > widest { (widest, found) = (width, []) }
        if width == widest { found.append((high, low)) }
      }
    }
    guard rows.count >= Self.rowsMin, found.count == 1 else {
      throw Doubt(
        found: "columns of which none is proven to be the high and the low", hasNone: found.isEmpty)
    }
    return found[0]
  }

  /// A volume is seldom of the size of prices for long.
  private func arePrices(_ high: Int, _ low: Int) -> Bool {
    let nearCount = rows.count { $0[low] > 0 && $0[high] <= 2 * $0[low] && $0[high] >= $0[low] }
    return nearCount * 10 >= rows.count * 9
  }

  private func lies(_ column: Int, from low: Int, to high: Int) -> Bool {
    rows.allSatisfy { $0[low] <= $0[column] && $0[column] <= $0[high] }
  }

  private func ends(
    _ between: [Int], isUsualRange: Bool
  ) throws(Doubt) -> (open: Int, close: Int) {
    var distances: [(open: Int, close: Int, sum: Double)] = []
    for open in between {
      for close in between where open != close {
        distances.append((open, close, distance(open, close)))
      }
    }
    distances.sort { $0.sum < $1.sum }
    let usual = isUsualRange ? distances.first { ($0.open, $0.close) == (0, 3) } : nil
    if let usual, usual.sum <= 2 * distances[0].sum || rows.count < Self.rowsMin {
      return (usual.open, usual.close)
    }
    let others = distances.dropFirst().map(\.sum).min() ?? .infinity
    guard rows.count >= Self.rowsMin, distances[0].sum * Self.nearerMin <= others, others > 0 else {
      throw Doubt(found: "columns of which none is proven to be the open or the close")
    }
    return (distances[0].open, distances[0].close)
  }

  /// How far candles open from the close before, all in all.
  private func distance(_ open: Int, _ close: Int) -> Double {
    zip(rows, rows.dropFirst()).reduce(0) { $0 + abs($1.1[open] - $1.0[close]) }
  }

  /// What is no price: the one column of it, or the one that is no whole number, or the one that gives the other
  /// when it is multiplied by a price.
  private func volume(
    _ prices: Set<Int>, between: [Int], high: Int, low: Int
  ) throws(Doubt) -> Int? {
    // In one row a volume may be of the size of the price.
    let means = rows.count > 1 ? Set(between) : []
    var others = (0..<columnCount).filter { !prices.contains($0) && !means.contains($0) }
    if others.count > 1 {
      let counts = others.filter { column in
        rows.allSatisfy { $0[column] == $0[column].rounded() }
      }
      if counts.count < others.count { others.removeAll(where: counts.contains) }
    }
    if others.count <= 1 { return others.first }
    let bases = others.filter { base in
      others.allSatisfy { quote in quote == base || isQuote(quote, of: base, from: low, to: high) }
    }
    guard bases.count == 1 else {
      throw Doubt(found: "several columns that may be the volume")
    }
    return bases[0]
  }

  private func isQuote(_ quote: Int, of base: Int, from low: Int, to high: Int) -> Bool {
    rows.allSatisfy {
      $0[quote] >= $0[base] * $0[low] * 0.999_999 && $0[quote] <= $0[base] * $0[high] * 1.000_001
    }
  }
}
