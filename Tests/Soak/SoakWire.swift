import ExchangeServer
import TestSupport

/// The network between the exchange and the recorder: bytes arrive a step later; a connection that is cut
/// loses some of what is under way.
final class SoakWire: ExchangeTransport {
  struct Frame {
    var opcode: UInt8
    var payload: [UInt8]
  }

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

  /// The whole frames that have arrived, and whether nothing more will come.
  func take(_ number: Int) -> (frames: [Frame], hasEnded: Bool) {
    guard var line = lines[number] else { return ([], false) }
    var frames: [Frame] = []
    var at = 0
    while let (frame, end) = Self.frame(in: line.bytes, at: at) {
      frames.append(frame)
      at = end
    }
    line.bytes.removeFirst(at)
    lines[number] = line.hasEnded ? nil : line
    return (frames, line.hasEnded)
  }

  private static func frame(in bytes: [UInt8], at start: Int) -> (Frame, end: Int)? {
    guard bytes.count >= start + 2 else { return nil }
    var count = Int(bytes[start + 1])
    var head = start + 2
    if count >= 126 {
      let digits = count == 126 ? 2 : 8
      guard bytes.count >= head + digits else { return nil }
      count = bytes[head..<(head + digits)].reduce(0) { $0 << 8 | Int($1) }
      head += digits
    }
    guard bytes.count >= head + count else { return nil }
    let payload = Array(bytes[head..<(head + count)])
    return (Frame(opcode: bytes[start] & 0x0F, payload: payload), head + count)
  }
}
