import Basics
import TestSupport
import Testing

struct ZlibTests {
  private static let texts: [[UInt8]] = [
    [], [7], Array(repeating: 0, count: 100_000),
    (0..<50_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) },
  ]

  private func deflated(_ bytes: [UInt8], _ deflater: Deflater) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: deflater.bound(bytes.count))
    let count = bytes.withUnsafeBytes { bytes in
      output.withUnsafeMutableBytes { deflater.deflate(bytes, into: $0) }
    }
    return Array(output[..<count])
  }

  @Test func `what is deflated at any level comes back, whole and in steps`() {
    for (level, strategy) in [(1, .standard), (6, .filtered), (9, Deflater.Strategy.standard)] {
      let deflater = Deflater(level: level, strategy: strategy)
      let inflater = Inflater(.raw)
      for bytes in Self.texts + Self.texts {
        let packed = deflated(bytes, deflater)
        var whole = [UInt8](repeating: 0, count: bytes.count)
        let step = packed.withUnsafeBytes { packed in
          whole.withUnsafeMutableBytes { inflater.inflate(packed, into: $0) }
        }
        #expect(step.outcome == .ended)
        #expect((step.consumed, step.produced) == (packed.count, bytes.count))
        #expect(whole == bytes)
        #expect(inSteps(packed, room: 1000, inflater) == bytes)
      }
    }
  }

  /// Inflates 100 bytes at a time.
  private func inSteps(_ packed: [UInt8], room: Int, _ inflater: Inflater) -> [UInt8]? {
    inflater.reset()
    var output = [UInt8](repeating: 0, count: room)
    var result: [UInt8] = []
    var at = 0
    while true {
      let part = Array(packed[at..<min(at + 100, packed.count)])
      let step = part.withUnsafeBytes { part in
        output.withUnsafeMutableBytes { inflater.step(part, into: $0) }
      }
      at += step.consumed
      result += output[..<step.produced]
      if step.outcome == .ended { return at == packed.count ? result : nil }
      guard step.outcome == .more, step.consumed + step.produced > 0 else { return nil }
    }
  }

  @Test func `too little room, a cut and damage are distinguished`() {
    let bytes = Self.texts[3]
    let packed = deflated(bytes, Deflater(level: 6, strategy: .filtered))
    let inflater = Inflater(.raw)
    func step(_ packed: [UInt8], room: Int) -> Inflater.Step {
      var output = [UInt8](repeating: 0, count: room)
      return packed.withUnsafeBytes { packed in
        output.withUnsafeMutableBytes { inflater.inflate(packed, into: $0) }
      }
    }
    let narrow = step(packed, room: bytes.count - 1)
    #expect(narrow.outcome == .more && narrow.produced == bytes.count - 1)
    #expect(step(packed, room: 0).outcome == .more)
    let cut = step(Array(packed.dropLast(10)), room: bytes.count)
    #expect(cut.outcome == .more && cut.produced < bytes.count)
    guard case .damaged(let reason) = step([0xFF] + packed, room: bytes.count).outcome else {
      return #expect(Bool(false), "damage was not noticed")
    }
    #expect(reason == "invalid block type")
  }
}
