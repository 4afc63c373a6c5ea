import Archive
import Basics
import Recording
import RecordingSamples
import TestSupport
import Testing

/// Bytes that no encoder wrote: an error each time, never a crash, never more memory than the limits
/// allow.
@Suite struct PackedFuzzTests {
  @Test func `Changed bytes are refused`() throws {
    let block = PackedBlock(MarketFrames.mutants(200, seed: 1))
    let header = try block.decodedHeader()
    var random = SeededRandom(seed: 2)
    let decoder = PackedDecoder()
    for _ in 0..<500 {
      var bytes = block.bytes
      let at = Int.random(in: BlockFormat.headerBytes..<bytes.count, using: &random)
      bytes[at] ^= 1 << UInt8.random(in: 0...7, using: &random)
      #expect(throws: BlockDataError.self) { try decoder.decoded(bytes.span, header) }
    }
  }

  /// The body's checksum is made right again and nothing is deflated, so that the directory and the
  /// columns themselves are hostile.
  @Test func `Hostile directories and columns are refused or give the promised length`() throws {
    for seed in UInt64(1)...8 {
      let block = PackedBlock(MarketFrames.mutants(60, seed: seed), compresses: false)
      let header = try block.decodedHeader()
      #expect(try block.unpacked() == block.records)
      var random = SeededRandom(seed: seed)
      let decoder = PackedDecoder()
      for round in 0..<1500 {
        var bytes = block.bytes
        for _ in 0..<Int.random(in: 1...3, using: &random) {
          // Half of the changes hit the directory's begin, where counts and lengths stand.
          let end = Bool.random(using: &random) ? bytes.count - 8 : BlockFormat.headerBytes + 300
          let at = Int.random(in: BlockFormat.headerBytes..<end, using: &random)
          bytes[at] = UInt8.random(in: 0...255, using: &random)
        }
        bytes.replaceChecksum()
        if let found = try? decoder.decoded(bytes.span, header) {
          #expect(found.records == block.records, "seed \(seed), round \(round)")
        }
      }
    }
  }

  @Test func `A body cut anywhere is refused`() throws {
    let block = PackedBlock(MarketFrames.mutants(20, seed: 4), compresses: false)
    let header = try block.decodedHeader()
    let decoder = PackedDecoder()
    for end in BlockFormat.headerBytes..<block.bytes.count - 8 {
      var bytes = Array(block.bytes[..<end] + block.bytes.suffix(8))
      bytes.replaceChecksum()
      #expect(throws: BlockDataError.self) { try decoder.decoded(bytes.span, header) }
    }
  }
}

extension [UInt8] {
  /// Makes a block's checksum of its body right.
  fileprivate mutating func replaceChecksum() {
    let body = self[BlockFormat.headerBytes..<count - BlockFormat.trailerBytes]
    let crc = crc32(Array(body).span)
    for index in 0..<4 { self[count - 4 + index] = UInt8(truncatingIfNeeded: crc >> (8 * index)) }
  }
}
