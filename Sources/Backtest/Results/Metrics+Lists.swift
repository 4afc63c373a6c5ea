import Basics
import Market

extension Metrics {
  /// The lists behind the figures, as members of the report's object; see `listDefinitions`.
  func writeLists(_ writer: inout JSONWriter) {
    writer.object("benchmark") {
      $0.string("name", benchmark?.name)
      $0.number("finalEquity", benchmarkEquity)
      $0.number("netReturn", benchmarkReturn?.text)
    }
    write(periods.months, "month", to: "monthList", &writer)
    write(periods.years, "year", to: "yearList", &writer)
    writer.array("dayList") { writer in
      for (day, rolling) in zip(daily.days, rolling) {
        writer.object {
          $0.string("day", day.name)
          $0.number("worth", day.worth)
          $0.number("change", day.change.flatMap(Self.text))
          $0.number("sharpe", rolling?.sharpe.flatMap(Self.text))
          $0.number("volatility", rolling.flatMap { Self.text($0.volatility) })
        }
      }
    }
    writer.array("drawdownList") { writer in
      for drawdown in drawdowns { writer.object { Self.write(drawdown, &$0) } }
    }
    writer.object("roundTripGroups") { writer in
      for kind in groups.kinds {
        writer.array(kind.key) { writer in
          for group in kind.groups { writer.object { Self.write(group, &$0) } }
        }
      }
    }
  }

  private func write(
    _ periods: [PeriodReturns.Period], _ name: String, to key: String,
    _ writer: inout JSONWriter
  ) {
    writer.array(key) { writer in
      for period in periods {
        writer.object {
          $0.string(name, period.name)
          $0.number("worth", period.worth)
          $0.number("change", period.change.flatMap(Self.text))
        }
      }
    }
  }

  private static func write(_ group: TripGroup, _ writer: inout JSONWriter) {
    writer.string("name", group.name)
    writer.number("roundTrips", group.tripCount)
    writer.number("winRate", group.winRate?.text)
    writer.number("profit", group.profit)
    writer.number("meanProfit", group.meanProfit)
    writer.number("meanHoldingUs", group.meanHoldingUs)
  }

  /// What the lists mean, and the members that a round trip has besides its own.
  static let listDefinitions: [(key: String, meaning: String)] = [
    (
      "benchmark",
      "what the account is held against: buyAndHoldEquity where there is one symbol; of several, each"
        + " bought at its first open with an equal part of the cash, the taker's fee, no slippage"
    ),
    ("monthList", "UTC months: change is the worth at the end / that before - 1"),
    ("yearList", "UTC years, the same"),
    (
      "dayList",
      "UTC days; sharpe and volatility (standard deviation of the daily returns x square root of 365)"
        + " are those of the 30 days up to it, null before"
    ),
    (
      "drawdownList",
      "the ten deepest falls of drawdowns.marked; longestUs is each one's own length"
    ),
    (
      "roundTripGroups",
      "round trips by symbol, reason, tag (those of the sale), and by weekday and hour of the purchase"
        + " in UTC, where there are several"
    ),
    ("roundTripList.netReturn", "profit / (entryPrice x quantity), rounded down"),
    (
      "roundTripList.adverse, roundTripList.favourable",
      "worstAdverseExcursion and bestFavourableExcursion of the one round trip"
    ),
    (
      "roundTripList.entryFill, roundTripList.exitFill",
      "numbers of the first fill of its oldest purchase and of its sale"
    ),
  ]
}
