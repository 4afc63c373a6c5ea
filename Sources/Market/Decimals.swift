/// How many decimals the venue writes for a symbol: 8 and 8 on spot, for example 2 and 3 on USD-M.
public struct Decimals: Hashable, Sendable {
  public var price: UInt8
  public var quantity: UInt8
  /// Quote volumes have at least so many, whatever price and quantity have: 8 on COIN-M.
  private var quoteMin: UInt8

  public init(price: UInt8, quantity: UInt8, quoteMin: UInt8 = 0) {
    self.price = price
    self.quantity = quantity
    self.quoteMin = quoteMin
  }

  /// As many as the smallest steps of price and quantity need.
  package init(tick: Amount, step: Amount, quoteMin: UInt8 = 0) {
    self.init(price: Self.decimals(of: tick), quantity: Self.decimals(of: step), quoteMin: quoteMin)
  }

  private static func decimals(of step: Amount) -> UInt8 {
    var decimals = UInt8(Amount.decimalsMax)
    var units = step.units
    while decimals > 0, units % 10 == 0 {
      units /= 10
      decimals -= 1
    }
    return decimals
  }

  /// Decimals of a quote volume: price decimals plus quantity decimals, at most eight
  /// (USD-M dumps: BTC 2 + 3 = 5, FIL 3 + 1 = 4; spot 8); 8 on COIN-M.
  public var quote: UInt8 { max(quoteMin, UInt8(min(8, Int(price) + Int(quantity)))) }

  /// The larger of each, for files that drop trailing zeros.
  public func union(_ other: Decimals) -> Decimals {
    Decimals(
      price: max(price, other.price), quantity: max(quantity, other.quantity),
      quoteMin: max(quoteMin, other.quoteMin))
  }

  /// The same with eight decimals in quote volumes.
  package var withCoins: Decimals {
    Decimals(price: price, quantity: quantity, quoteMin: UInt8(Amount.decimalsMax))
  }
}
