import Market

/// What the market offers of each symbol: on the tape what is left of the print; in candles the share
/// of their volume that orders may take, if `BacktestSettings.participation` bounds it.
struct Liquidity: Sendable {
  private struct Offer: Sendable {
    var volume: Int128 = 0
    /// Nil: no bound.
    var left: Int128?
  }

  /// By `SymbolID.rawValue`.
  private var offers: [Offer] = []
  /// Fills for more than their candle's whole volume.
  private(set) var oversizedCount = 0

  /// A print, or a candle, is what orders meet from now on.
  mutating func offer(_ symbol: SymbolID, _ volume: Int128, left: Int128?) {
    let index = Int(symbol.rawValue)
    while offers.count <= index { offers.append(Offer()) }
    offers[index] = Offer(volume: max(0, volume), left: left.map { max(0, $0) })
  }

  /// Base that orders can still trade; nil: as much as they like.
  func left(_ symbol: SymbolID) -> Int128? {
    let index = Int(symbol.rawValue)
    return index < offers.count ? offers[index].left : nil
  }

  func isUsedUp(_ symbol: SymbolID) -> Bool { left(symbol) == 0 }

  mutating func take(_ fill: borrowing Fill) {
    let index = Int(fill.symbol.rawValue)
    guard index < offers.count else { return }
    // A volume of 0 in a candle that moves the market is one that its source does not say.
    if offers[index].volume > 0, fill.quantity.units > offers[index].volume { oversizedCount += 1 }
    if let left = offers[index].left { offers[index].left = left - fill.quantity.units }
  }
}
