import ExchangeServer
import TestSupport

/// The network between the exchange and the recorder: bytes arrive a step later; a connection that is cut
/// loses some of what is under way.
final class SoakWire: ExchangeTransport {
  private struct Line {
    var bytes: [UInt8] = []
    var hasEnded = false
  }

  private var lines: [Int: Line] = [:]
  private var random: SeededRandom

  init(seed: UInt64) { random = SeededRandom(seed: seed &* 31 &+ 7) }

  func send(_ wire: [UInt8], to connections: [Int]) {
    for number in connections where lines[number]?.hasEnded != true {
      lines[number, default: Line()].bytes += wire
    }
  }

  func close(_ connection: Int) { lines[connection, default: Line()].hasEnded = true }

  func abort(_ connection: Int) {
    var line = lines[connection, default: Line()]
    line.bytes.removeLast(Int(random.next() % UInt64(line.bytes.count + 1)))
    line.hasEnded = true
    lines[connection] = line
  }

  func bufferedBytes(_ connection: Int) -> Int { 0 }

  /// The recorder has left.
  func drop(_ connection: Int) { lines[connection] = nil }

  /// The bytes that have arrived, and whether nothing more will come.
  func take(_ number: Int) -> (bytes: [UInt8], hasEnded: Bool) {
    guard let line = lines.removeValue(forKey: number) else { return ([], false) }
    return (line.bytes, line.hasEnded)
  }
}
