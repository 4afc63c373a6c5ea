/// IPv4 addresses that begin with the same bits: `10.0.0.0/8`.
struct AddressRange: Equatable, Sendable {
  private let address: UInt32
  private let bits: Int

  /// Nil if it is none.
  init?(_ text: Substring) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = Self.address(parts[0]), let bits = Int(parts[1]),
      (0...32).contains(bits)
    else { return nil }
    (self.address, self.bits) = (address, bits)
  }

  /// Names are not looked up.
  func contains(_ host: String) -> Bool {
    guard let other = Self.address(host[...]) else { return false }
    return bits == 0 || (address ^ other) >> UInt32(32 - bits) == 0
  }

  private static func address(_ text: Substring) -> UInt32? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    guard parts.count == 4 else { return nil }
    var address: UInt32 = 0
    for part in parts {
      guard let part else { return nil }
      address = address << 8 | UInt32(part)
    }
    return address
  }
}
