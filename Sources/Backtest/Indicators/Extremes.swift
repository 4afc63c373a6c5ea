public import Market

/// The highest of the last `length` numbers; nil before there are as many. Constant cost per number
/// in the mean: a number that a later, higher one follows can never be the highest again.
public struct RollingMax: Sendable {
  private var candidates: Candidates<Double>

  public init(_ length: Int) { candidates = Candidates(length: length, zero: 0) }

  public var value: Double? { candidates.highest }

  public mutating func add(_ number: Double) { candidates.add(number) }
}

/// The lowest of the last `length` numbers; nil before there are as many.
public struct RollingMin: Sendable {
  private var candidates: Candidates<Double>

  public init(_ length: Int) { candidates = Candidates(length: length, zero: 0) }

  public var value: Double? { candidates.highest.map { -$0 } }

  public mutating func add(_ number: Double) { candidates.add(-number) }
}

/// The highest high and the lowest low of the last `length` candles, exactly; nil before there are
/// as many.
public struct Donchian: Sendable {
  private var highs: Candidates<Int64>
  private var lows: Candidates<Int64>

  public init(_ length: Int) {
    highs = Candidates(length: length, zero: 0)
    lows = Candidates(length: length, zero: 0)
  }

  public var high: Amount? { highs.highest.map { Amount(units: $0) } }
  public var low: Amount? { lows.highest.map { Amount(units: -$0) } }

  public mutating func add(_ candle: Candle) {
    highs.add(candle.high.units)
    lows.add(-candle.low.units)
  }
}

/// Numbers that can still become the highest, highest first, in a ring.
private struct Candidates<Number: Comparable & Sendable>: Sendable {
  private var ring: [(number: Number, index: Int)]
  private var head = 0
  private var count = 0
  private var index = 0

  init(length: Int, zero: Number) {
    precondition(length > 0, "a window of \(length) numbers")
    ring = Array(repeating: (zero, 0), count: length)
  }

  var highest: Number? { index >= ring.count ? ring[head].number : nil }

  mutating func add(_ number: Number) {
    while count > 0, ring[slot(count - 1)].number <= number { count -= 1 }
    if count > 0, ring[head].index + ring.count <= index {
      head = slot(1)
      count -= 1
    }
    ring[slot(count)] = (number, index)
    count += 1
    index += 1
  }

  /// Where the ring holds what lies so far behind its head. (A division costs more than all the rest.)
  private func slot(_ offset: Int) -> Int {
    let slot = head + offset
    return slot < ring.count ? slot : slot - ring.count
  }
}
