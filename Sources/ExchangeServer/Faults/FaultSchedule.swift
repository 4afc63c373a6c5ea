import Basics

/// Which faults come when: those that were asked for one by one, and a random, endless sequence of a
/// seed. A value: the same schedule gives the same faults.
package struct FaultSchedule: Sendable {
  /// By their time.
  private var explicit: [FaultEvent]
  private var random: RandomFaults?

  /// Nothing goes wrong.
  package static let none = FaultSchedule([])

  package init(_ events: [FaultEvent], random: RandomFaults? = nil) {
    // Equal times keep their order.
    explicit = events.enumerated().sorted {
      ($0.element.atMs, $0.offset) < ($1.element.atMs, $1.offset)
    }.map(\.element)
    self.random = random
  }

  /// When the next fault comes, ms since the start; nil if none will.
  package var nextMs: Int64? {
    [explicit.first?.atMs, random?.next.atMs].compactMap { $0 }.min()
  }

  /// The next fault that is due.
  package mutating func take(nowMs: Int64) -> FaultEvent? {
    let randomMs = random?.next.atMs ?? .max
    if let first = explicit.first, first.atMs <= nowMs, first.atMs <= randomMs {
      return explicit.removeFirst()
    }
    return randomMs <= nowMs ? random?.take() : nil
  }
}

/// An endless sequence of faults, their times as those of a Poisson process.
package struct RandomFaults: Sendable {
  private let everyMs: Int64
  private let faults: [Fault]
  private var dice: Dice
  private(set) var next: FaultEvent

  /// - Parameters:
  ///   - everyMs: the mean time from one fault to the next.
  ///   - faults: what may happen, not empty.
  package init(seed: UInt64, everyMs: Int64, faults: [Fault]) {
    precondition(!faults.isEmpty && everyMs > 0, "no faults to choose from")
    self.everyMs = everyMs
    self.faults = faults
    dice = Dice(seed: seed, purpose: 0x4641_554C_5453)
    next = FaultEvent(atMs: 0, .cut)
    next = draw(afterMs: 0)
  }

  mutating func take() -> FaultEvent {
    let event = next
    next = draw(afterMs: event.atMs)
    return event
  }

  private mutating func draw(afterMs: Int64) -> FaultEvent {
    let atMs = afterMs + dice.exponential(mean: everyMs)
    let fault = faults[Int(dice.below(Int64(faults.count)))]
    let lengthMs = fault.lengthMs * dice.pick(500...1500) / 1000
    var event = FaultEvent(atMs: atMs, fault, lengthMs: lengthMs, lot: dice.next())
    event.waits = false
    return event
  }
}
