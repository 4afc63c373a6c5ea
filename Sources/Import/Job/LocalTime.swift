/// The receive times that collectors write, as ns since the epoch.
enum LocalTime {
  /// A whole number whose size shows its unit: each unit has room for the years 1973 to 5138.
  enum Unit: Int64, Sendable {
    case ms = 1_000_000
    case us = 1_000
    case ns = 1

    init?(magnitudeOf value: Int64) {
      switch value {
      case 100_000_000_000..<100_000_000_000_000: self = .ms
      case 100_000_000_000_000..<100_000_000_000_000_000: self = .us
      case 100_000_000_000_000_000...Int64.max: self = .ns
      default: return nil
      }
    }

    /// ns, or nil beyond the year 2262.
    func ns(_ value: Int64) -> Int64? {
      let (product, overflow) = value.multipliedReportingOverflow(by: rawValue)
      return overflow ? nil : product
    }
  }

  /// Seconds with a fraction, as Python's `time.time()` prints them ("1633998512.0633569"), to the
  /// ns exactly: digit by digit, as a Double has no room for ns. Gives the index behind them; nil
  /// if there is no such number at `start`, or if it has more than nine decimals.
  static func secondsNs(_ bytes: borrowing Span<UInt8>, from start: Int) -> (ns: Int64, end: Int)? {
    guard let (seconds, end) = bytes.digits(from: start), seconds < 9_000_000_000 else {
      return nil
    }
    var ns = seconds * 1_000_000_000
    guard end < bytes.count, bytes[end] == 0x2e else { return (ns, end) }
    var index = end + 1
    var unit: Int64 = 100_000_000
    while index < bytes.count, bytes[index] >= 0x30, bytes[index] <= 0x39 {
      let digit = Int64(bytes[index] - 0x30)
      guard unit > 0 || digit == 0 else { return nil }
      ns += digit * unit
      unit /= 10
      index += 1
    }
    return index > end + 1 ? (ns, index) : nil
  }
}
