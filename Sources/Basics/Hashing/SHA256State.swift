import CSHA256

/// The eight words of SHA-256 between two blocks (FIPS 180-4, §5.3.3 and §6.2.2).
struct SHA256State: Sendable {
  private var a: UInt32 = 0x6a09_e667
  private var b: UInt32 = 0xbb67_ae85
  private var c: UInt32 = 0x3c6e_f372
  private var d: UInt32 = 0xa54f_f53a
  private var e: UInt32 = 0x510e_527f
  private var f: UInt32 = 0x9b05_688c
  private var g: UInt32 = 0x1f83_d9ab
  private var h: UInt32 = 0x5be0_cd19

  /// The words as 32 bytes, big-endian.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(SHA256.digestBytes)
    for word in [a, b, c, d, e, f, g, h] {
      for shift in stride(from: 24, through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(shift)))
      }
    }
    return bytes
  }

  /// Whether the processor does the work; `compressInSoftware` has the same result.
  static let hasHardware = tapedeck_sha256_is_here()

  /// Takes in blocks of 64 bytes.
  mutating func compress(_ bytes: borrowing Span<UInt8>) {
    let count = bytes.count / SHA256.blockBytes
    guard count > 0 else { return }
    guard Self.hasHardware else { return compressInSoftware(bytes) }
    bytes.withUnsafeBufferPointer { bytes in
      withUnsafeMutablePointer(to: &self) { state in
        state.withMemoryRebound(to: UInt32.self, capacity: 8) { words in
          tapedeck_sha256_blocks(words, bytes.baseAddress, count)
        }
      }
    }
  }

  mutating func compressInSoftware(_ bytes: borrowing Span<UInt8>) {
    for block in 0..<bytes.count / SHA256.blockBytes {
      compress(bytes, at: block * SHA256.blockBytes)
    }
  }

  /// Takes in the 64 bytes that begin at `start`. Only sixteen words of the schedule are kept; each
  /// is renewed in its own round. Instead of moving the eight words of the state, each round takes
  /// them in turned order.
  private mutating func compress(_ bytes: borrowing Span<UInt8>, at start: Int) {
    var w = InlineArray<16, UInt32>(repeating: 0)
    for i in 0..<16 { w[i] = SHA256State.word(bytes, start + 4 * i) }
    var next = self
    for from in stride(from: 0, to: 64, by: 16) {
      next.eightRounds(&w, 0, from)
      next.eightRounds(&w, 8, from)
    }
    a &+= next.a
    b &+= next.b
    c &+= next.c
    d &+= next.d
    e &+= next.e
    f &+= next.f
    g &+= next.g
    h &+= next.h
  }

  @inline(__always)
  private mutating func eightRounds(_ w: inout InlineArray<16, UInt32>, _ i: Int, _ from: Int) {
    typealias S = SHA256State
    S.round(a, b, c, d: &d, e: e, f: f, g: g, h: &h, adding: roundConstants[from + i] &+ w[i])
    S.renew(&w, i)
    S.round(
      h, a, b, d: &c, e: d, f: e, g: f, h: &g, adding: roundConstants[from + i + 1] &+ w[i + 1])
    S.renew(&w, i + 1)
    S.round(
      g, h, a, d: &b, e: c, f: d, g: e, h: &f, adding: roundConstants[from + i + 2] &+ w[i + 2])
    S.renew(&w, i + 2)
    S.round(
      f, g, h, d: &a, e: b, f: c, g: d, h: &e, adding: roundConstants[from + i + 3] &+ w[i + 3])
    S.renew(&w, i + 3)
    S.round(
      e, f, g, d: &h, e: a, f: b, g: c, h: &d, adding: roundConstants[from + i + 4] &+ w[i + 4])
    S.renew(&w, i + 4)
    S.round(
      d, e, f, d: &g, e: h, f: a, g: b, h: &c, adding: roundConstants[from + i + 5] &+ w[i + 5])
    S.renew(&w, i + 5)
    S.round(
      c, d, e, d: &f, e: g, f: h, g: a, h: &b, adding: roundConstants[from + i + 6] &+ w[i + 6])
    S.renew(&w, i + 6)
    S.round(
      b, c, d, d: &e, e: f, f: g, g: h, h: &a, adding: roundConstants[from + i + 7] &+ w[i + 7])
    S.renew(&w, i + 7)
  }

  @inline(__always)
  private static func round(
    _ a: UInt32, _ b: UInt32, _ c: UInt32, d: inout UInt32,
    e: UInt32, f: UInt32, g: UInt32, h: inout UInt32, adding kw: UInt32
  ) {
    let choice = (e & f) ^ (~e & g)
    let majority = (a & b) ^ (a & c) ^ (b & c)
    let t = h &+ (right(e, 6) ^ right(e, 11) ^ right(e, 25)) &+ choice &+ kw
    d &+= t
    h = t &+ (right(a, 2) ^ right(a, 13) ^ right(a, 22)) &+ majority
  }

  /// Turns word `i` into the one sixteen rounds later. (The last sixteen are not needed; to make
  /// them is cheaper than to ask.)
  @inline(__always)
  private static func renew(_ w: inout InlineArray<16, UInt32>, _ i: Int) {
    let w1 = w[(i &+ 1) & 15]
    let w14 = w[(i &+ 14) & 15]
    let s0 = right(w1, 7) ^ right(w1, 18) ^ (w1 &>> 3)
    let s1 = right(w14, 17) ^ right(w14, 19) ^ (w14 &>> 10)
    w[i] = w[i] &+ s0 &+ w[(i &+ 9) & 15] &+ s1
  }

  @inline(__always)
  private static func right(_ x: UInt32, _ bits: UInt32) -> UInt32 {
    (x &>> bits) | (x &<< (32 &- bits))
  }

  @inline(__always)
  private static func word(_ bytes: borrowing Span<UInt8>, _ at: Int) -> UInt32 {
    UInt32(bytes[at]) &<< 24 | UInt32(bytes[at + 1]) &<< 16 | UInt32(bytes[at + 2]) &<< 8
      | UInt32(bytes[at + 3])
  }
}

/// The first 32 bits of the fractional parts of the cube roots of the first 64 primes (§4.2.2).
private let roundConstants: InlineArray<64, UInt32> = [
  0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
  0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
  0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
  0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
  0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
  0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
  0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
  0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
  0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
  0xc671_78f2,
]
