import ArgumentParser
import Market
import Runs

extension CandleSource: ExpressibleByArgument {}
extension CandleColumns: ExpressibleByArgument {}

extension Interval {
  static var names: [String] { allCases.map(\.rawValue) }
}

/// `--anchor`: the first trading day of a symbol, which 3d candles are counted from.
struct AnchorArgument: ExpressibleByArgument {
  let epochDay: Int64

  init?(argument: String) {
    guard let ns = try? TimeArgument(argument: argument)?.ns() else { return nil }
    epochDay = ns / 86_400_000_000_000
  }
}
