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

  public private(set) var days: [Day] = []

  /// Worth at the end of the day before, and of the day that is open.
  private var before: Int128
  private var last: Int128
  private var openDay: Int64?

  /// Without a day yet; `startFine` is the cash at the start, in units of 10⁻¹⁶.
  init(startFine: Int128) {
    before = startFine
    last = startFine
  }

  mutating func add(_ mark: AccountCurve.Mark) {
    // A candle that ends at midnight belongs to the day that ends there.
    let day = (mark.timeUs - 1) / Self.dayUs
    if let openDay { for passed in openDay..<max(openDay, day) { close(passed) } }
    openDay = day
    last = mark.worth
  }

  /// Closes the last day.
  mutating func finish() {
    if let openDay { close(openDay) }
    openDay = nil
  }

  private mutating func close(_ day: Int64) {
    let change = before > 0 ? Double(last - before) / Double(before) : nil
    let worth = AmountSum(units: Exact.floor(last, over: Exact.one))
    days.append(Day(epochDay: day, worth: worth, change: change))
    before = last
  }

  /// The changes that exist.
  var changes: [Double] { days.compactMap(\.change) }
}
