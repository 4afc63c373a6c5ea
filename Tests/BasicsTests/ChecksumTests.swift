import Basics
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
          var found = CRC32()
          let part = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[start...])
          found.add(UnsafeRawBufferPointer(rebasing: part[..<count]))
          let expected = UInt32(crc32(0, bytes.baseAddress! + start, UInt32(count)))
          #expect(found.value == expected, "\(count) bytes from \(start)")
        }
      }
    }
  }

  @Test func `the check value of CRC-32, and nothing`() {
    let digits = Array("123456789".utf8)
    let (found, nothing) = (crc32(digits.span), CRC32().value)
    #expect(found == 0xCBF4_3926)
    #expect(nothing == 0)
  }

  @Test func `bytes in parts have the checksum of the whole`() {
    var random = SeededRandom(seed: 6)
    let bytes = (0..<1000).map { _ in UInt8.random(in: 0...255, using: &random) }
    for cut in [0, 1, 15, 64, 100, 999, 1000] {
      var crc = CRC32()
      crc.add(bytes.span.extracting(..<cut))
      crc.add(bytes.span.extracting(cut...))
      let whole = crc32(bytes.span)
      #expect(crc.value == whole, "cut at \(cut)")
    }
  }
}
