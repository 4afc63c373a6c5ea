import CChecksum
import CZlib
import TestSupport
import Testing

struct ChecksumTests {
  /// Every length around the 16 and 64 bytes that are folded at a time, at odd addresses too.
  @Test func `the checksum is zlib's, at every length and address`() {
    var random = SeededRandom(seed: 5)
    let bytes = (0..<1500).map { _ in UInt8.random(in: 0...255, using: &random) }
    bytes.withUnsafeBufferPointer { bytes in
      for start in [0, 1, 7, 16] {
        for count in 0...(bytes.count - start) {
          let found = tapedeck_crc32(bytes.baseAddress! + start, count)
          let expected = UInt32(crc32(0, bytes.baseAddress! + start, UInt32(count)))
          #expect(found == expected, "\(count) bytes from \(start)")
        }
      }
    }
  }

  @Test func `the check value of CRC-32, and nothing`() {
    #expect(tapedeck_crc32(Array("123456789".utf8), 9) == 0xCBF4_3926)
    #expect(tapedeck_crc32([], 0) == 0)
  }
}
