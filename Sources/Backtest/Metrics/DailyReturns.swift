public import Market

/// The account's worth at the end of each UTC day, and what each day made of the day before.
///
/// The first day begins with the cash at the start, the last one ends with the last mark, whole or
/// not. A day without a mark repeats the worth of the day before: crypto has no weekends.
public struct DailyReturns: Sendable, Hashable {
  static let dayUs: Int64 = 86_400_000_000

  public struct Day: Sendable, Hashable {
    /// Days since 1970-01-01.
    public let epochDay: Int64
    /// Worth at the end of the day, in quote.
    public let worth: AmountSum
    /// worth ÷ that of the day before − 1; nil where that was 0.
    public let change: Double?
  }

  public let days: [Day]

  init(_ curve: AccountCurve) {
    var days: [Day] = []
    var before = curve.startFine
    var last = curve.startFine
    func close(_ day: Int64) {
      let change = before > 0 ? Double(last - before) / Double(before) : nil
      let worth = AmountSum(units: Exact.floor(last, over: Exact.one))
      days.append(Day(epochDay: day, worth: worth, change: change))
      before = last
    }
    var day: Int64?
    for mark in curve.marks {
      // A candle that ends at midnight belongs to the day that ends there.
      let markDay = (mark.timeUs - 1) / Self.dayUs
      if let open = day { for passed in open..<max(open, markDay) { close(passed) } }
      day = markDay
      last = mark.worth
    }
    if let day { close(day) }
    self.days = days
  }

  /// The changes that exist.
  var changes: [Double] { days.compactMap(\.change) }
}
