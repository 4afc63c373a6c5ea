extension AmountSum {
  /// Price × quantity, cut off (not rounded) after the eighth decimal, towards zero.
  ///
  /// That is how Binance counts the quote quantity of a trade: all of 1,000 `quoteQty` of ETHBTC are
  /// cut off, 472 of them are not what rounding gives.
  public init(price: Amount, times quantity: Amount) {
    let product = AmountSum.truncatedProduct(price.units.magnitude, quantity.units.magnitude)
    units = (price.units < 0) == (quantity.units < 0) ? product : -product
  }

  /// a × b / 10⁸ of magnitudes up to 2⁶³, rounded down: at most 2¹²⁶ / 10⁸, so it always fits.
  ///
  /// Division decides the price. 10⁸ is 2⁸ × 390,625, so a product below 2⁷² (47,000 USDT in one
  /// trade) takes a shift and a 64-bit division by a constant, which is a multiplication; then
  /// comes the processor's own 128 by 64 bits, and 128-bit arithmetic only past that.
  @inline(__always)
  static func truncatedProduct(_ a: UInt64, _ b: UInt64) -> Int128 {
    let (high, low) = a.multipliedFullWidth(by: b)
    if high < 1 << 8 { return Int128((high &<< 56 | low &>> 8) / 390_625) }
    return truncatedLargeProduct(high, low)
  }

  @inline(never)
  private static func truncatedLargeProduct(_ high: UInt64, _ low: UInt64) -> Int128 {
    let perOne = UInt64(Amount.unitsPerOne)
    if high < perOne { return Int128(perOne.dividingFullWidth((high, low)).quotient) }
    return Int128((UInt128(high) << 64 | UInt128(low)) / UInt128(perOne))
  }
}
