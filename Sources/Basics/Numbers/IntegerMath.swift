/// Division that rounds towards minus infinity.
package func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
  let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
  return rest < 0 ? quotient - 1 : quotient
}

extension Int64 {
  /// The number with zeros in front, at least `width` characters.
  package func padded(_ width: Int) -> String {
    let digits = String(self)
    return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
  }
}

/// `value` × 2^(`exponentQ16` / 65536), for exponents below 40 and results that fit an `Int64`.
///
/// The fraction uses 2^f ≈ 1 + f × (0.6565 + f × 0.3435), good to 0.3 %.
package func scaledByPowerOfTwo(_ value: Int64, exponentQ16: Int64) -> Int64 {
  let fraction = exponentQ16 & 0xFFFF
  let factor = 65_536 + ((fraction * (43_024 + ((fraction * 22_512) >> 16))) >> 16)
  return ((value << (exponentQ16 >> 16)) * factor) >> 16
}
