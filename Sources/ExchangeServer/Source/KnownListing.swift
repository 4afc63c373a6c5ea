import Binance
import Market
import Simulation

extension SymbolListing {
  /// A symbol with the filters that Binance has for the better known ones.
  ///
  /// - Parameter places: futures' ticks and steps are as fine as these.
  static func known(_ name: String, _ venue: Venue, places: DecimalPlaces) -> SymbolListing {
    var profile = SymbolProfile.of(name, venue)
    if venue != .spot, places.price < 8 || places.quantity < 8 {
      profile.tickUnits = unit(places.price)
      profile.stepUnits = unit(places.quantity)
    }
    return profile.listing
  }

  /// The smallest step of so many decimals, in units of 10⁻⁸.
  private static func unit(_ places: UInt8) -> Int64 {
    (0..<max(0, Amount.placesMax - Int(places))).reduce(1) { unit, _ in unit * 10 }
  }
}
