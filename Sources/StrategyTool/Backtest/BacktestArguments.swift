public import ArgumentParser
public import Backtest
import Market

extension FeeAsset: ExpressibleByArgument {}
extension BacktestSettings.SilentCandles: ExpressibleByArgument {}
extension BacktestSettings.TripMatching: ExpressibleByArgument {}

/// What fills orders, on the command line: `candles`, `tape`, `touch`, or `tape,touch`.
struct FillsArgument: ExpressibleByArgument {
  var source = BacktestSettings.FillSource.candles
  var limits = BacktestSettings.LimitFills.through

  init() {}

  init?(argument: String) {
    var source: BacktestSettings.FillSource?
    var limits: BacktestSettings.LimitFills?
    for word in argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      if source == nil, let named = BacktestSettings.FillSource(rawValue: word) {
        source = named
      } else if limits == nil, let named = BacktestSettings.LimitFills(rawValue: word) {
        limits = named
      } else {
        return nil
      }
    }
    self.source = source ?? self.source
    self.limits = limits ?? self.limits
  }

  var defaultValueDescription: String { "candles" }
}

/// Names separated by commas, none twice: `BTCUSDT,ETHUSDT`.
struct NamesArgument: ExpressibleByArgument {
  let names: [String]

  init?(argument: String) {
    names = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard !names.contains(""), Set(names).count == names.count else { return nil }
  }
}

/// An exact ratio on the command line: `0.1%`, `10bp`, `0.001`.
struct RatioArgument: ExpressibleByArgument {
  let ratio: Ratio

  init(_ ratio: Ratio) { self.ratio = ratio }

  init?(argument: String) {
    let points = argument.hasSuffix("bp") ? Amount(argument.dropLast(2)) : nil
    if let points {
      guard points.units % 10_000 == 0 else { return nil }
      ratio = Ratio(parts: points.units / 10_000)
    } else {
      guard let ratio = Ratio(argument) else { return nil }
      self.ratio = ratio
    }
  }

  var defaultValueDescription: String { ratio.percentText }
}

/// Slippage on the command line: `1tick`, `2ticks`, `5bp`, `0.05%`, `none`.
struct SlippageArgument: ExpressibleByArgument {
  let slippage: Slippage

  init(_ slippage: Slippage) { self.slippage = slippage }

  init?(argument: String) {
    if argument == "none" || argument == "0" {
      slippage = .none
    } else if let count = argument.wholeMatch(of: #/(\d{1,9})ticks?/#) {
      slippage = .ticks(Int64(count.1) ?? 0)
    } else if let ratio = RatioArgument(argument: argument)?.ratio {
      slippage = .share(ratio)
    } else {
      return nil
    }
  }

  var defaultValueDescription: String { "none" }
}
