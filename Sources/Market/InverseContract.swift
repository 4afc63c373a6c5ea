/// A contract of COIN-M: a fixed number of dollars, paid in coins. The coins behind a trade are
/// contracts × dollars / price.
///
/// Klines of COIN-M count contracts where others count the base asset, and coins where others count
/// quote: in the columns `quote volume` and `taker buy quote volume`.
public struct InverseContract: Hashable, Sendable {
  /// What one contract is worth: 100 of BTC, 10 of every other coin (`contractSize` of
  /// `/dapi/v1/exchangeInfo`).
  public let dollars: Int64

  /// The contract that a symbol, or an instrument's name, names: `BTCUSD_PERP`, `ETHUSD_200925`. Nil for all others: a spot pair
  /// has no `_` in its name, and deliveries of USD-M are named after a stablecoin (`BTCUSDT_210326`).
  public init?(symbol: String) {
    let parts = Instrument(symbol).symbol.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].hasSuffix("USD"), parts[0].utf8.count > 3,
      parts[1] == "PERP"
        || parts[1].utf8.count == 6 && parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    dollars = parts[0] == "BTCUSD" ? 100 : 10
  }
}

/// Coins are no decimal fractions, so sums are kept finer than they are shown: in units of 10⁻¹⁸.
/// Binance's own kline of two trades worth 32.17550779436 in all says 32.17550779, which neither
/// rounding (…80) nor cutting off (…78) each of them gives.
extension InverseContract {
  /// What one unit of `AmountSum` is in the finer units.
  private static let finePerUnit: Int128 = 10_000_000_000

  /// More coins than any trade can be worth: 10¹², in the finer units. A hundred million such trades
  /// can still be summed up.
  private static let fineMax: Int128 = 1_000_000_000_000 * 1_000_000_000_000_000_000

  /// The coins of a trade in units of 10⁻¹⁸, cut off. Nothing that can be written overflows: more
  /// than 10¹² coins stay at that.
  public func fineCoins(price: Amount, contracts: Amount) -> Int128 {
    guard price.units > 0 else { return 0 }
    // Both are in units of 10⁻⁸, which cancel.
    let (fine, overflow) = (Int128(contracts.units) * Int128(dollars))
      .multipliedReportingOverflow(by: 1_000_000_000_000_000_000)
    return overflow ? Self.fineMax : min(fine / Int128(price.units), Self.fineMax)
  }

  /// A sum of such coins as a kline shows it: rounded to eight decimals, halves up.
  public static func rounded(fine: Int128) -> AmountSum {
    AmountSum(units: (fine / (finePerUnit / 2) + 1) / 2)
  }
}
