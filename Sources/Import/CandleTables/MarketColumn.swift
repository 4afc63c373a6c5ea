/// The column of a table that says which market each row is of: all must be the same, and the one that was
/// asked for.
struct MarketColumn: Sendable {
  let column: Int
  /// The market asked for.
  private let symbol: String
  /// As the first row has it, letters and digits alone.
  private let value: String

  /// - Parameter first: the column's value in the first row; nothing is to be compared where it is empty.
  init?(_ column: Int, first: ArraySlice<UInt8>, symbol: String) {
    value = Self.bare(first)
    if value.isEmpty { return nil }
    (self.column, self.symbol) = (column, symbol)
  }

  /// What a value should have been; nil if it is right.
  ///
  /// `BTC/USDT`, `BTC-USDT` and `BINANCE:BTCUSDT` are BTCUSDT, and so may be `BTC` or `BTC-USD`, with which
  /// it begins.
  func expected(_ field: ArraySlice<UInt8>) -> String? {
    guard Self.bare(field) == value else { return "\(value), as in the first row" }
    let wanted = Self.bare(Array(symbol.utf8)[...])
    let parts = field.split(separator: UInt8(ascii: ":")).map(Self.bare)
    return parts.contains { !$0.isEmpty && wanted.hasPrefix($0) }
      ? nil : "\(symbol), as was asked for"
  }

  private static func bare(_ text: ArraySlice<UInt8>) -> String {
    let letters = text.filter {
      0x30...0x39 ~= $0 || 0x41...0x5a ~= $0 || 0x61...0x7a ~= $0 || $0 >= 0x80
    }
    return upperCased(String(decoding: letters, as: UTF8.self))
  }
}
