/// Coarser candles from finer ones of one symbol: klines of the exchange, or settled candles.
///
/// ```
/// if resampler.add(candle) { … resampler.events … }    // as with CandleBuilder
/// resampler.finish()
/// ```
///
/// As the exchange does it (950,775 of its own klines agree): the coarse candle's sums are those of
/// its children, its prices come from children with trades, and from empty ones only where all are
/// empty. Its close time is the end of the interval, unless the last child's own was cut short by a
/// halt: then it is that one's.
///
/// **Closed** as soon as the child that ends with the interval arrives, or one beyond it. **Amended**
/// when a child comes late, or again with other figures, which replace the former (klines get
/// restated). **Settled** as `CandleBuilder` does, `lateWindowMs` past the end on the clock of the
/// children's ends, and at `finish()`.
///
/// **Complete** if a child stands in every slot from edge to edge, and all of them are complete.
public struct CandleResampler: Sendable {
  /// Children kept for each candle, so that one of them can be replaced: ten weeks of minutes,
  /// 16 MB. Beyond it the older half is added up, and can no longer change.
  public static let childrenMax = 100_000

  public let interval: Interval
  /// What happened; the caller takes it out.
  public var events: [CandleEvent] = []
  /// Children that came again with other figures.
  public private(set) var restated: Int64 = 0
  /// Children that came after their candle had settled, or too late to be kept apart within it.
  public private(set) var lateDropped: Int64 = 0
  /// Candles that cannot be children: of an interval that does not divide this one, or not the same
  /// as the first child's, of another symbol, or off the borders of their own interval.
  public private(set) var refused: Int64 = 0

  private let anchorDay: Int64?
  private var child: Candle?
  /// In time order; all but the last are closed.
  private var parents: [CandleOfCandles] = []
  private var newestMs = Int64.min

  /// `anchorDay`, needed by 3d: days since the epoch of the symbol's first trading day.
  public init(interval: Interval, anchorDay: Int64? = nil) {
    self.interval = interval
    self.anchorDay = anchorDay
  }

  /// Adds a finer candle. True if it caused events.
  public mutating func add(_ candle: Candle) -> Bool {
    guard isChild(candle) else {
      refused += 1
      return false
    }
    let eventsBefore = events.count
    let openTimeMs = interval.openTimeMs(atMs: candle.openTimeMs, anchorDay: anchorDay)
    let childEndMs = candle.interval.nextOpenTimeMs(candle.openTimeMs)
    newestMs = max(newestMs, childEndMs)
    // By index: a copy of a parent would make its next child copy all of them.
    let last = parents.count - 1
    if last >= 0, openTimeMs <= parents[last].openTimeMs {
      addWithin(candle, openTimeMs)
    } else {
      closeLast()
      parents.append(parent(candle, openTimeMs))
    }
    if childEndMs == parents[parents.count - 1].endTimeMs { closeLast() }
    settle(before: newestMs)
    return events.count > eventsBefore
  }

  /// The end of the input: all that is left settles, the open candle last. After that the resampler
  /// is as new, but for its counts.
  public mutating func finish() {
    for index in parents.indices { events.append(.settled(parents[index].candle)) }
    parents.removeAll()
    newestMs = .min
    child = nil
  }
}

extension CandleResampler {
  private mutating func isChild(_ candle: Candle) -> Bool {
    if let child {
      guard candle.interval == child.interval, candle.symbol == child.symbol else { return false }
    } else {
      guard candle.interval.divides(interval) else { return false }
    }
    let border = candle.interval.openTimeMs(atMs: candle.openTimeMs, anchorDay: anchorDay)
    guard candle.openTimeMs == border else { return false }
    if child == nil { child = candle }
    return true
  }

  private func parent(_ candle: Candle, _ openTimeMs: Int64) -> CandleOfCandles {
    CandleOfCandles(
      candle, interval: interval, openTimeMs: openTimeMs,
      endTimeMs: interval.nextOpenTimeMs(openTimeMs))
  }

  /// Closes the last candle if it is still open.
  private mutating func closeLast() {
    guard let last = parents.indices.last, !parents[last].isClosed else { return }
    parents[last].isClosed = true
    events.append(.closed(parents[last].candle))
  }

  /// A child of the last candle or of an earlier one.
  private mutating func addWithin(_ candle: Candle, _ openTimeMs: Int64) {
    var index = parents.count - 1
    while index >= 0, parents[index].openTimeMs > openTimeMs { index -= 1 }
    if index >= 0, parents[index].openTimeMs == openTimeMs {
      put(candle, index)
      return
    }
    var late = parent(candle, openTimeMs)
    guard newestMs <= late.endTimeMs + CandleBuilder.lateWindowMs else {
      lateDropped += 1
      return
    }
    late.isClosed = true
    parents.insert(late, at: index + 1)
    events.append(.amended(parents[index + 1].candle))
  }

  private mutating func put(_ candle: Candle, _ index: Int) {
    switch parents[index].put(candle) {
    case .added: break
    case .same: return
    case .replaced: restated += 1
    case .tooLate:
      lateDropped += 1
      return
    }
    if parents[index].isClosed { events.append(.amended(parents[index].candle)) }
  }

  private mutating func settle(before newestMs: Int64) {
    while parents.count > 1, parents[0].endTimeMs + CandleBuilder.lateWindowMs < newestMs {
      events.append(.settled(parents[0].candle))
      parents.removeFirst()
    }
  }
}
