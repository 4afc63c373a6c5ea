import Market

extension JSON {
  /// Reads the exchange's name of an interval.
  static func interval(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int
  ) throws(ScanError) -> Interval {
    let start = at
    guard let interval = Interval(try word(bytes, &at)) else { throw ScanError(start, .interval) }
    return interval
  }
}

extension Interval {
  /// The interval of an exchange's name, whose case matters.
  init?(_ name: Word) {
    switch name {
    case Word("1s"): self = .s1
    case Word("1m"): self = .m1
    case Word("3m"): self = .m3
    case Word("5m"): self = .m5
    case Word("15m"): self = .m15
    case Word("30m"): self = .m30
    case Word("1h"): self = .h1
    case Word("2h"): self = .h2
    case Word("4h"): self = .h4
    case Word("6h"): self = .h6
    case Word("8h"): self = .h8
    case Word("12h"): self = .h12
    case Word("1d"): self = .d1
    case Word("3d"): self = .d3
    case Word("1w"): self = .w1
    case Word("1M"): self = .mo1
    default: return nil
    }
  }
}
