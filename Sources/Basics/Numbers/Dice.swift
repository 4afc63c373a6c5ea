/// Seeded random numbers from whole numbers alone: the same on every machine.
///
/// xoshiro256** (Blackman and Vigna), its state filled by SplitMix64. Each use of the generator has
/// dice of its own (market, wire, faults), so that asking for another stream or another fault does
/// not change the market.
package struct Dice: Sendable {
  private var s0: UInt64
  private var s1: UInt64
  private var s2: UInt64
  private var s3: UInt64

  /// - Parameter purpose: any number; dice of the same seed and another purpose throw other numbers.
  package init(seed: UInt64, purpose: UInt64) {
    var state = SplitMix64(seed: seed ^ (purpose &* 0xD605_0E57_52B1_C5E9))
    s0 = state.next()
    s1 = state.next()
    s2 = state.next()
    s3 = state.next()
  }

  /// 64 random bits.
  package mutating func next() -> UInt64 {
    let scrambled = s1 &* 5
    let result = ((scrambled << 7) | (scrambled >> 57)) &* 9
    let t = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= t
    s3 = (s3 << 45) | (s3 >> 19)
    return result
  }

  /// A number in 0 ..< `bound`; the bias of the plain multiplication is below 2⁻³² here.
  package mutating func below(_ bound: Int64) -> Int64 {
    precondition(bound > 0, "a die needs at least one face, not \(bound)")
    return Int64(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A number in `range`, both ends included.
  package mutating func pick(_ range: ClosedRange<Int64>) -> Int64 {
    range.lowerBound + below(range.upperBound - range.lowerBound + 1)
  }

  /// True in `permille` of 1,000 throws.
  package mutating func chance(_ permille: Int64) -> Bool { below(1000) < permille }

  /// A waiting time with the given mean: exponential, at least 1.
  ///
  /// -ln(u) without floating point: the leading zeros of a random word are the whole part of
  /// -log2(u), and squaring the rest twelve times gives twelve more binary digits.
  package mutating func exponential(mean: Int64) -> Int64 {
    let word = next() | 1
    let zeros = word.leadingZeroBitCount
    var rest = (word << UInt64(zeros)) >> 32  // 2³¹ ..< 2³², that is 1 ..< 2
    var fraction: Int64 = 0
    for _ in 0..<12 {
      rest = (rest * rest) >> 31
      fraction <<= 1
      if rest >= 1 << 32 {
        fraction |= 1
        rest >>= 1
      }
    }
    let negativeLog2 = (Int64(zeros + 1) << 12) - fraction
    return max(1, (((mean * negativeLog2) >> 12) * 45_426) >> 16)  // 45426 = ln 2 × 2¹⁶
  }

  /// `low` × 2^(`octaves` × u²), u even in 0 ..< 1: most results lie near `low`, a few far above,
  /// as order sizes do (spot BTCUSDT: half of the trades below 0.0006, one in a hundred above 0.3).
  package mutating func heavyTailed(low: Int64, octaves: Int64) -> Int64 {
    let u = below(1 << 16)
    return scaledByPowerOfTwo(low, exponentQ16: octaves * ((u * u) >> 16))
  }

  /// `low` × 2^(`octaves` × u): every octave as likely as the next.
  package mutating func logarithmic(low: Int64, octaves: Int64) -> Int64 {
    scaledByPowerOfTwo(low, exponentQ16: octaves * below(1 << 16))
  }
}
