import Recording
import RecordingSamples
import TestSupport
import Testing

@Suite struct BlockHeaderTests {
  let header = BlockHeader(
    flags: [.holdsContext], memberBytes: 4711, rawBytes: 262_144, recordCount: 812, blockNumber: 3,
    firstSequence: 2437, firstReceivedNs: startNs, lastReceivedNs: startNs + 9,
    sessionTag: 0xDEAD_BEEF)

  private func decoded(_ bytes: [UInt8], at offset: Int = 0) throws -> BlockHeader {
    try BlockHeader.decoded(bytes.span, at: offset)
  }

  @Test func `A header is read as it was written`() throws {
    let bytes = header.encoded()
    #expect(bytes.count == BlockFormat.headerBytes)
    #expect(try decoded(bytes) == header)
    #expect(try decoded([1, 2, 3] + bytes, at: 3) == header)
  }

  @Test func `Every flipped bit is found`() throws {
    let good = header.encoded()
    for bit in 0..<good.count * 8 {
      var bytes = good
      bytes[bit / 8] ^= 1 << (bit % 8)
      #expect(throws: BlockHeaderError.self, "bit \(bit)") {
        try decoded(bytes)
      }
    }
  }

  @Test func `Every cut is found`() throws {
    let good = header.encoded()
    for length in 0..<good.count {
      #expect(throws: BlockHeaderError.cut(byteCount: length)) {
        try decoded(Array(good[..<length]))
      }
    }
  }

  @Test func `Impossible values are refused although the checksum is right`() {
    func refusal(_ change: (inout BlockHeader) -> Void) -> String? {
      var header = header
      change(&header)
      do {
        _ = try decoded(header.encoded())
        return nil
      } catch { return "\(error)" }
    }
    #expect(
      refusal { $0.memberBytes = 5 }
        == "the block header's member length is 5, which is out of bounds")
    #expect(refusal { $0.memberBytes = Int(UInt32.max) } != nil)
    #expect(refusal { $0.rawBytes = Int(UInt32.max) } != nil)
    #expect(refusal { $0.recordCount = 262_144 } != nil)
    #expect(refusal { $0.firstSequence = 0 } != nil)
    #expect(refusal { $0.firstSequence = .max } != nil)
    #expect(refusal { $0.firstReceivedNs = -1 } != nil)
    #expect(refusal { $0.lastReceivedNs = startNs - 1 } != nil)
    #expect(
      refusal { $0.version = 2 }
        == "the block has format version 2, this program reads 1")
  }
}
