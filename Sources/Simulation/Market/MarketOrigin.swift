import Basics
import Binance
import Market

/// Where a market begins. Symbol, seed, start and rate alone decide it, so that everyone who asks
/// for the same market gets it, whatever they do with it.
struct MarketOrigin: Sendable {
  let profile: SymbolProfile
  let startUs: Int64
  /// Epoch day of the symbol's first trade, on which its 3d klines are anchored.
  let anchorDay: Int64
  let firstTradeId: Int64
  let firstUpdateId: Int64
  let pulse: MarketPulse

  /// How long before the start the symbol was listed: its history reaches back to the UTC day of
  /// that hour.
  static let listedBeforeMs: Int64 = 500 * 3_600_000
  static let dayMs: Int64 = 86_400_000

  init(
    symbol: String, venue: Venue = .spot, seed: UInt64, startMs: Int64, rateMilli: Int64
  ) {
    var profile = SymbolProfile.of(symbol, venue)
    startUs = startMs * 1000
    anchorDay = Self.anchorDay(startMs: startMs)
    profile.listedMs = anchorDay * Self.dayMs
    self.profile = profile
    var ids = Dice(seed: seed, purpose: 0x0049_4453)
    firstTradeId = ids.logarithmic(low: 5_000_000, octaves: 7)
    let startTicks = profile.startTicks * ids.pick(970...1030) / 1000
    firstUpdateId = firstTradeId * ids.pick(11...17)
    pulse = MarketPulse(
      profile: profile, rates: profile.rates, rateMilli: rateMilli,
      fair: FairPrice(startTicks: startTicks), startUs: startUs,
      dice: Dice(seed: seed, purpose: SymbolProfile.hash(profile.symbol)))
  }

  static func anchorDay(startMs: Int64) -> Int64 { (startMs - listedBeforeMs) / dayMs }

  /// The market at its first moment.
  func simulation() -> MarketSimulation {
    MarketSimulation(
      profile: profile, pulse: pulse, firstTradeId: firstTradeId, firstUpdateId: firstUpdateId)
  }
}
