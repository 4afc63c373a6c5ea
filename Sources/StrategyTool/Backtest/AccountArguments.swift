import ArgumentParser
import Backtest
import Market

/// The account, and how its orders meet the market.
struct AccountArguments: ParsableArguments {
  @Option(help: "Quote currency at the start.", transform: cash)
  var cash = Amount(units: 10_000 * Amount.unitsPerOne)

  @Option(help: "Fee of each fill: 0.1%, 10bp or 0.001.")
  var fee = RatioArgument(Ratio(parts: 100_000))

  @Option(
    name: .customLong("maker-fee"),
    help: "Fee of an order that rested in the book; that of --fee unless given.")
  var makerFee: RatioArgument?

  @Option(
    name: .customLong("fee-asset"),
    help: "received: from what the fill brings, as Binance does; or quote.")
  var feeAsset: FeeAsset = .received

  @Option(help: "How much worse a fill is than the market: 1tick, 5bp, 0.05% or none.")
  var slippage = SlippageArgument(.none)

  @Option(help: "Time from a decision until its order can trade, such as 50ms.")
  var latency = DurationArgument(ns: 0)

  @Option(
    help: ArgumentHelp(
      "candles: walked from open to close through both extremes; tape: every recorded trade.",
      discussion: "touch, or tape,touch: a limit order fills at a touch of its price, not only "
        + "when it is passed."))
  var fills = FillsArgument()

  @Option(
    name: .customLong("warm-up"),
    help: "Candles that the strategy sees before it may trade; those before --from, if given.")
  var warmUp = 0

  @Option(
    help: ArgumentHelp(
      "A candle without trades: flat hands it to the strategy, skip does not tell it.",
      valueName: "how"))
  var silent: BacktestSettings.SilentCandles = .flat

  @Option(
    help: ArgumentHelp(
      "Which purchases a sale ends: fifo, lifo (grids) or average.", valueName: "matching"))
  var trips: BacktestSettings.TripMatching = .fifo

  @Option(
    help:
      "Share of a candle's volume that orders may trade in it: 10%. (default: as much as they like)"
  )
  var participation: RatioArgument?

  private static func cash(_ text: String) throws -> Amount {
    if let amount = Amount(text) { return amount }
    throw ValidationError(
      AmountSum(text) == nil
        ? "'\(text)' is no decimal number of at most 8 decimals, such as 10000 or 0.5"
        : "\(text) is more than an account can hold in quote, which is 92233720368.54775807")
  }

  func settings(_ interval: Interval) -> BacktestSettings {
    var settings = BacktestSettings(interval: interval, fills: fills.source)
    settings.limitFills = fills.limits
    settings.cash = cash
    settings.fee = fee.ratio
    settings.makerFee = makerFee?.ratio
    settings.feeAsset = feeAsset
    settings.slippage = slippage.slippage
    settings.latencyUs = latency.ns / 1000
    settings.warmUp = warmUp
    settings.silentCandles = silent
    settings.trips = trips
    settings.participation = participation?.ratio
    return settings
  }
}
