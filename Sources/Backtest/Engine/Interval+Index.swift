import Market

extension Interval {
  /// Index in `Interval.allCases`, which go from short to long.
  var index: Int {
    switch self {
    case .s1: 0
    case .m1: 1
    case .m3: 2
    case .m5: 3
    case .m15: 4
    case .m30: 5
    case .h1: 6
    case .h2: 7
    case .h4: 8
    case .h6: 9
    case .h8: 10
    case .h12: 11
    case .d1: 12
    case .d3: 13
    case .w1: 14
    case .mo1: 15
    }
  }
}
