import Market

/// The numbers of a trade's row that have to agree: `id,price,qty,quote_qty,…`, of an aggregate the first
/// three.
struct TradeRow {
  /// In units of 10⁻⁸; nil where it is no number of at most 18 digits.
  let price: Int64?
  let quantity: Int64?
  private let quote: Int64?
  /// In such units, what the last digit of `quote` stands for.
  private let quoteStep: Int64

  init(_ row: borrowing Span<UInt8>) {
    var at = (row.firstIndex(of: 0x2c, from: 0) ?? row.count) + 1
    (price, _) = Self.number(row, &at)
    (quantity, _) = Self.number(row, &at)
    (quote, quoteStep) = Self.number(row, &at)
  }

  /// Whether the quote quantity is price times quantity, but for its last digit.
  var hasTrueQuote: Bool {
    guard let price, let quantity, let quote else { return true }
    let product = Int128(price) * Int128(quantity) / Int128(Amount.unitsPerOne)
    return abs(product - Int128(quote)) <= Int128(quoteStep)
  }

  /// Reads a field and moves behind the comma after it.
  private static func number(
    _ row: borrowing Span<UInt8>, _ at: inout Int
  ) -> (units: Int64?, step: Int64) {
    var (units, step): (Int64, Int64) = (0, Amount.unitsPerOne)
    var (digitCount, isFraction) = (0, false)
    while at < row.count, row[at] != 0x2c {
      if row[at] == 0x2e {
        isFraction = true
      } else if !isFraction || step > 1 {
        units = units &* 10 &+ Int64(row[at] & 0x0f)
        digitCount += 1
        if isFraction { step /= 10 }
      }
      at += 1
    }
    at += 1
    let (scaled, isHuge) = units.multipliedReportingOverflow(by: step)
    return (digitCount == 0 || digitCount > 18 || isHuge ? nil : scaled, step)
  }
}
