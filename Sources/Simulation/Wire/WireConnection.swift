import Basics

/// A websocket between the exchange and the recorder: what is sent arrives in order, 20 to 80 ms
/// later.
struct WireConnection: Sendable {
  let number: UInt32
  private(set) var isOpen = true
  /// Receive time of the last frame, ns since the epoch.
  private(set) var lastReceivedNs: Int64
  /// Grows and shrinks from frame to frame.
  private var jitterUs: Int64 = 3000
  private var dice: Dice

  /// The shortest way from the exchange to the recorder.
  static let delayUsMin: Int64 = 20_000

  init(number: UInt32, openedNs: Int64, seed: UInt64) {
    self.number = number
    lastReceivedNs = openedNs
    dice = Dice(seed: seed, purpose: 0x434F_4E4E + UInt64(number))
  }

  /// The receive time of the next frame, sent at `sentUs`.
  mutating func receive(sentUs: Int64) -> Int64 {
    jitterUs = min(max(jitterUs + dice.pick(-400...400), 0), 15_000)
    let spikeUs = dice.chance(2) ? dice.pick(0...44_000) : 0
    let arrivalNs = (sentUs + Self.delayUsMin + jitterUs + spikeUs) * 1000 + dice.below(1000)
    lastReceivedNs = max(arrivalNs, lastReceivedNs + dice.pick(500...6000))
    return lastReceivedNs
  }

  mutating func close() { isOpen = false }
}
