import Foundation
import Market

/// When the klines of an interval open, in UTC: the generator's own reckoning.
///
/// Multiples of the interval since the epoch, but weeks begin on Mondays, months on their first day,
/// and 3d counts from the symbol's first trading day (all as measured on the exchange's klines).
struct KlineCalendar: Sendable {
  let interval: Interval
  /// Epoch day of the symbol's first trade.
  let anchorDay: Int64

  static let dayMs: Int64 = 86_400_000

  /// The opening time of the kline that holds an instant.
  func openTimeMs(atMs timeMs: Int64) -> Int64 {
    let day = floorDivide(timeMs, Self.dayMs)
    switch interval {
    case .d3: return (anchorDay + floorDivide(day - anchorDay, 3) * 3) * Self.dayMs
    // Day 0 was a Thursday: Mondays are the days 4, 11, 18 …
    case .w1: return (4 + floorDivide(day - 4, 7) * 7) * Self.dayMs
    case .mo1: return (day - dayOfMonth(epochDay: day) + 1) * Self.dayMs
    default: return floorDivide(timeMs, lengthMs) * lengthMs
    }
  }

  /// The opening time of the next kline.
  func nextOpenTimeMs(_ openMs: Int64) -> Int64 {
    // The 32nd day of any month lies in the next one.
    interval == .mo1 ? openTimeMs(atMs: openMs + 31 * Self.dayMs) : openMs + lengthMs
  }

  /// The length of the interval; of the longest month for 1M.
  var lengthMs: Int64 {
    switch interval {
    case .s1: 1000
    case .m1: 60_000
    case .m3: 180_000
    case .m5: 300_000
    case .m15: 900_000
    case .m30: 1_800_000
    case .h1: 3_600_000
    case .h2: 7_200_000
    case .h4: 14_400_000
    case .h6: 21_600_000
    case .h8: 28_800_000
    case .h12: 43_200_000
    case .d1: Self.dayMs
    case .d3: 3 * Self.dayMs
    case .w1: 7 * Self.dayMs
    case .mo1: 31 * Self.dayMs
    }
  }
}

/// The days since 1970-01-01 as a day of a month, by Foundation's calendar.
private func dayOfMonth(epochDay: Int64) -> Int64 {
  var utc = Calendar(identifier: .gregorian)
  utc.timeZone = .gmt
  return Int64(utc.component(.day, from: Date(timeIntervalSince1970: Double(epochDay) * 86_400)))
}

/// Division that rounds towards minus infinity.
private func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
  let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
  return rest < 0 ? quotient - 1 : quotient
}
