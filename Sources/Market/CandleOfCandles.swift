import Basics

/// A coarse candle while its children come in.
struct CandleOfCandles: Sendable {
  enum Change {
    /// The child is new, or the same as before, or other than before.
    case added, same, replaced
    /// Children of that age have been added up.
    case tooLate
  }

  let openTimeMs: Int64
  /// First instant after the interval.
  let endTimeMs: Int64
  var isClosed = false

  /// In time order, each slot once.
  private var children: [Candle] = []
  /// What older children came to, and how many they were; they end before `keptFromMs`.
  private var older: Candle?
  private var olderCount = 0
  private var keptFromMs = Int64.min
  /// `older` and all children added up. Out of date once a child was put between others or
  /// replaced.
  private var sum: Candle
  private var isSumCurrent = true
  private let interval: Interval

  /// An interval with its first child.
  init(_ child: Candle, interval: Interval, openTimeMs: Int64, endTimeMs: Int64) {
    self.interval = interval
    self.openTimeMs = openTimeMs
    self.endTimeMs = endTimeMs
    children = [child]
    sum = child
  }

  /// Puts a child into its slot.
  mutating func put(_ child: Candle) -> Change {
    guard let last = children.last, child.openTimeMs <= last.openTimeMs else {
      append(child)
      return .added
    }
    guard child.openTimeMs >= keptFromMs else { return .tooLate }
    let index = index(of: child)
    if children[index].openTimeMs != child.openTimeMs {
      children.insert(child, at: index)
    } else if children[index] == child {
      return .same
    } else {
      children[index] = child
      isSumCurrent = false
      return .replaced
    }
    isSumCurrent = false
    return .added
  }

  /// The candle as it stands.
  var candle: Candle {
    mutating get {
      if !isSumCurrent {
        sum = total(children[...])
        isSumCurrent = true
      }
      var candle = sum
      candle.interval = interval
      candle.isComplete = sum.isComplete && hasAllSlots
      candle.openTimeMs = openTimeMs
      candle.closeTimeMs = closeTimeMs
      return candle
    }
  }

  private var hasAllSlots: Bool {
    let length = sum.interval == interval ? endTimeMs - openTimeMs : sum.interval.fixedMs
    guard let length else { return false }
    return Int64(olderCount + children.count) == (endTimeMs - openTimeMs) / length
  }

  /// The end of the interval, or of the last child where trading halted in it.
  private var closeTimeMs: Int64 {
    let nominal = endTimeMs - 1
    guard let last = children.last,
      last.closeTimeMs != last.interval.nextOpenTimeMs(last.openTimeMs) - 1
    else { return nominal }
    return min(last.closeTimeMs, nominal)
  }

  private func total(_ children: ArraySlice<Candle>) -> Candle {
    var sum = older ?? children[children.startIndex]
    for child in older == nil ? children.dropFirst() : children { sum.add(child) }
    return sum
  }

  private mutating func append(_ child: Candle) {
    if children.count == CandleResampler.childrenMax { addUpOlder() }
    children.append(child)
    if isSumCurrent { sum.add(child) }
  }

  private mutating func addUpOlder() {
    let count = children.count / 2
    older = total(children.prefix(count))
    children.removeFirst(count)
    olderCount += count
    keptFromMs = children.first?.openTimeMs ?? .min
  }

  /// Index of a child, or where it would be inserted.
  private func index(of child: Candle) -> Int {
    children.partitionPoint { $0.openTimeMs >= child.openTimeMs }
  }
}

extension Candle {
  /// One candle of two that a halt has left of an interval, this one and the next.
  package func joined(with next: Candle) -> Candle {
    var sum = self
    sum.add(next)
    sum.closeTimeMs = next.closeTimeMs
    return sum
  }

  /// Whether it ends before its interval does, as at a halt.
  package var isCutShort: Bool { closeTimeMs < interval.nextOpenTimeMs(openTimeMs) - 1 }

  /// Adds the next child in time. Prices of a candle without trades are the close before it: they
  /// give way to the first trade.
  fileprivate mutating func add(_ child: Candle) {
    if child.tradeCount > 0 || tradeCount <= 0 { addPrices(child) }
    volume += child.volume
    quoteVolume += child.quoteVolume
    takerBuyVolume += child.takerBuyVolume
    takerBuyQuoteVolume += child.takerBuyQuoteVolume
    let (count, overflow) = tradeCount.addingReportingOverflow(child.tradeCount)
    tradeCount = overflow ? .max : count
    decimals = decimals.union(child.decimals)
    isComplete = isComplete && child.isComplete
    hasAggregates = hasAggregates || child.hasAggregates
  }

  private mutating func addPrices(_ child: Candle) {
    if child.tradeCount > 0, tradeCount <= 0 {
      open = child.open
      high = child.high
      low = child.low
      firstTradeId = child.firstTradeId
    }
    high = max(high, child.high)
    low = min(low, child.low)
    close = child.close
    lastTradeId = child.lastTradeId
  }
}
