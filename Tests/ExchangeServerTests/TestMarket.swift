import Simulation

@testable import ExchangeServer

/// Markets that are quickly made.
enum TestMarket {
  static let startMs: Int64 = 1_723_075_200_000

  static func source(
    _ symbols: [String] = ["ADABNB"], seed: UInt64 = 7, rateMilli: Int64 = 1000,
    historyMs: Int64 = 600_000
  ) throws -> GeneratedExchange {
    try GeneratedExchange(
      symbols.map { symbol in
        var options = ExchangeMarketOptions(symbol: symbol, seed: seed, startMs: startMs)
        options.rateMilli = rateMilli
        options.historyMs = historyMs
        options.tradesKept = 1 << 12
        return options
      })
  }
}
