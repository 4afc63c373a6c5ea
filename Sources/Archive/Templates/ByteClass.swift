/// What a byte can begin.
enum ByteClass {
  static let plain: UInt8 = 0
  static let digit: UInt8 = 1
  static let flag: UInt8 = 2
  static let high: UInt8 = 3
  /// What stands before a run.
  static let ahead: UInt8 = 4

  static let table: [UInt8] = (0...255).map { kind(UInt8($0)) }

  private static func kind(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit
    case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "T"), UInt8(ascii: "F"): flag
    case 0x80...: high
    case UInt8(ascii: "["), UInt8(ascii: "\n"): ahead
    default: plain
    }
  }
}
