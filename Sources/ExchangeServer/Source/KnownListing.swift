import Binance
import Market
import Simulation

extension SymbolListing {
  /// A symbol with the filters that Binance has for the better known ones.
  ///
  /// - Parameter decimals: futures' ticks and steps are as fine as these.
  static func known(_ name: String, _ venue: Venue, decimals: Decimals) -> SymbolListing {
    var profile = SymbolProfile.of(name, venue)
    if venue != .spot, decimals.price < 8 || decimals.quantity < 8 {
      profile.tickUnits = unit(decimals.price)
      profile.stepUnits = unit(decimals.quantity)
    }
    return profile.listing
  }

  /// The smallest step of so many decimals, in units of 10⁻⁸.
  private static func unit(_ decimals: UInt8) -> Int64 {
    (0..<max(0, Amount.decimalsMax - Int(decimals))).reduce(1) { unit, _ in unit * 10 }
  }
}
