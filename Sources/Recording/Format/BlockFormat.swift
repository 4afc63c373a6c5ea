/// The constants of a block: one gzip member (RFC 1952) with one FEXTRA subfield.
///
/// ```
///  0  1f 8b 08 04   gzip, deflate, FLG = FEXTRA
///  4  00 00 00 00   mtime: none
///  8  00 ff         XFL, OS = unknown
/// 10  36 00         XLEN = 54
/// 12  54 44         subfield "TD"
/// 14  32 00         its length = 50
/// 16  version (1)   17  flags (1)
/// 18  member bytes  (4)   22  raw bytes     (4)
/// 26  record count  (4)   30  block number  (4)
/// 34  first sequence (8)
/// 42  first receive time, ns (8)
/// 50  last receive time, ns  (8)
/// 58  session tag (4)
/// 62  CRC32 of bytes 0 to 61 (4)
/// 66  deflate data …
/// −8  CRC32 of the raw bytes (4), raw bytes modulo 2³² (4)
/// ```
/// All numbers are little-endian and unsigned but the sequence and the times, which are signed and
/// never negative.
package enum BlockFormat {
  package static let version: UInt8 = 1
  /// Bytes before the deflate data.
  package static let headerBytes = 66
  /// Bytes after the deflate data.
  package static let trailerBytes = 8
  /// The first 16 bytes of every block.
  package static let magic: [UInt8] = [
    0x1F, 0x8B, 0x08, 0x04, 0, 0, 0, 0, 0, 0xFF, 54, 0, 0x54, 0x44, 50, 0,
  ]
  /// The first 16 bytes of every packed block: "TDP", then bytes that a text transfer would change.
  package static let packedMagic: [UInt8] = [
    0x93, 0x54, 0x44, 0x50, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0, 0, 0, 0, 0,
  ]
  /// Bytes that a decoder of packed blocks may write behind the records while it works: it leaves
  /// room for lengths of more digits than they turn out to have.
  package static let packedSlackBytes = 16
  static let crcOffset = 62
  /// The shortest member: an empty deflate stream takes two bytes.
  static let memberBytesMin = headerBytes + 2 + trailerBytes
  /// The shortest record, `0 0 t 0 ` and LF.
  static let recordBytesMin = 9
}
