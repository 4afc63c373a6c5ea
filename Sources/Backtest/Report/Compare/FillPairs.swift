/// What the orders of two runs traded, beside each other: of the same symbol and side, in order, and not
/// farther from each other than a candle.
struct FillPairs {
  enum Pair {
    case same(ComparedRun.Fill)
    case differs(ComparedRun.Fill, ComparedRun.Fill)
    case onlyFirst(ComparedRun.Fill)
    case onlySecond(ComparedRun.Fill)

    var timeUs: Int64 {
      switch self {
      case .same(let fill), .differs(let fill, _), .onlyFirst(let fill), .onlySecond(let fill):
        fill.timeUs
      }
    }
  }

  /// By time.
  private(set) var pairs: [Pair] = []

  init(_ first: ComparedRun, _ second: ComparedRun, withinUs: Int64) {
    struct Kind: Hashable {
      let symbol: String
      let side: String
    }
    func kind(_ fill: ComparedRun.Fill) -> Kind { Kind(symbol: fill.symbol, side: fill.side) }
    let others = Dictionary(grouping: second.fills, by: kind)
    var used: [Kind: Int] = [:]
    for fill in first.fills {
      let kind = kind(fill)
      let candidates = others[kind] ?? []
      var index = used[kind] ?? 0
      while index < candidates.count, Self.isAfter(fill, candidates[index], byUs: withinUs) {
        pairs.append(.onlySecond(candidates[index]))
        index += 1
      }
      if index < candidates.count, !Self.isAfter(candidates[index], fill, byUs: withinUs) {
        pairs.append(Self.pair(fill, candidates[index]))
        index += 1
      } else {
        pairs.append(.onlyFirst(fill))
      }
      used[kind] = index
    }
    for (kind, candidates) in others {
      pairs += candidates.dropFirst(used[kind] ?? 0).map { .onlySecond($0) }
    }
    pairs = pairs.enumerated().sorted {
      ($0.element.timeUs, $0.element.number, $0.offset)
        < ($1.element.timeUs, $1.element.number, $1.offset)
    }.map(\.element)
  }

  var sameCount: Int { pairs.count { if case .same = $0 { true } else { false } } }
  var differsCount: Int { pairs.count { if case .differs = $0 { true } else { false } } }
  var aloneCount: Int { pairs.count - sameCount - differsCount }

  private static func pair(_ fill: ComparedRun.Fill, _ other: ComparedRun.Fill) -> Pair {
    fill.timeUs == other.timeUs && fill.price == other.price && fill.quantity == other.quantity
      ? .same(fill) : .differs(fill, other)
  }

  private static func isAfter(
    _ fill: ComparedRun.Fill, _ other: ComparedRun.Fill, byUs: Int64
  ) -> Bool {
    let (away, overflow) = fill.timeUs.subtractingReportingOverflow(other.timeUs)
    return overflow ? fill.timeUs > other.timeUs : away > byUs
  }
}

extension FillPairs.Pair {
  fileprivate var number: Int64 {
    switch self {
    case .same(let fill), .differs(let fill, _), .onlyFirst(let fill), .onlySecond(let fill):
      fill.number
    }
  }
}
