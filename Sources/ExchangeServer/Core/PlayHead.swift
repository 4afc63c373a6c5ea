package import Replay

/// How far the market has got: a function of the server's clock, of what clients can take, or of
/// the number of frames sent.
package struct PlayHead: Sendable {
  package enum Pace: Equatable, Sendable {
    /// Market time passes at this multiple of the clock; `max`: as fast as clients take it.
    case speed(Speed)
    /// So many frames a second to all subscriptions together, however long the market takes.
    case framesPerSecond(Int64)
  }

  package let pace: Pace
  private let startUs: Int64
  private let startedNs: Int64
  private var sentFrames: Int64 = 0
  private var countedFromNs: Int64

  init(_ pace: Pace, startUs: Int64, startedNs: Int64) {
    self.pace = pace
    self.startUs = startUs
    self.startedNs = startedNs
    countedFromNs = startedNs
  }

  /// Where the clock wants the head; nil if something else decides.
  func dueUs(nowNs: Int64) -> Int64? {
    guard case .speed(.paced(let numerator, let denominator)) = pace else { return nil }
    let elapsed = Int128(nowNs - startedNs) * Int128(numerator) / Int128(denominator) / 1000
    return Int64(clamping: Int128(startUs) + elapsed)
  }

  /// The head waits while nobody listens, unless a clock drives it.
  var waitsForClients: Bool { dueUs(nowNs: startedNs) == nil }

  /// How many frames may go out now.
  func framesDue(nowNs: Int64) -> Int {
    guard case .framesPerSecond(let rate) = pace else { return Self.batchMax }
    let due = Int128(nowNs - countedFromNs) * Int128(rate) / 1_000_000_000
    return Int(clamping: min(due - Int128(sentFrames), Int128(Self.batchMax)))
  }

  mutating func sent(_ frames: Int) { sentFrames += Int64(frames) }

  /// While nobody listens, no frame falls due.
  mutating func idle(nowNs: Int64) {
    countedFromNs = nowNs
    sentFrames = 0
  }

  /// Between two looks at the sockets: milliseconds, on a slow machine too.
  static let batchMax = 1024
}
