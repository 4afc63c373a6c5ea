import Market
import TestSupport
import Testing

@Suite struct AmountTests {
  @Test(arguments: [
    ("61837.63000000", 6_183_763_000_000), ("0.00000001", 1), ("0", 0), ("-0", 0),
    ("007", 700_000_000),
    ("0.020", 2_000_000), ("1.0000000000", 100_000_000), ("-7.5", -750_000_000),
    ("92233720368.54775807", Int64.max), ("-92233720368.54775808", Int64.min),
  ])
  func `reads decimals exactly`(text: String, units: Int64) {
    #expect(Amount(text) == Amount(units: units))
    #expect(Amount(Substring(text)) == Amount(units: units))
  }

  @Test(arguments: [
    "", "-", ".", ".5", "5.", "+1", "1e3", " 1", "1 ", "1,5", "1.2.3", "--1", "0x10", "NaN", "inf",
    "1.000000001", "92233720368.54775808", "-92233720368.54775809", "999999999999999999999999999",
    "1_000", "１", "1\u{0}", "-.5", "1.-5",
  ])
  func `refuses all else`(text: String) {
    #expect(Amount(text) == nil)
  }

  @Test(arguments: [
    (6_183_763_000_000, 8, "61837.63000000"), (6_183_763_000_000, 2, "61837.63"),
    (6_183_763_000_000, 0, "61837.63"), (6_183_763_000_000, 1, "61837.63"), (0, 8, "0.00000000"),
    (0, 0, "0"), (1, 2, "0.00000001"), (100_000_000, 0, "1"), (-50_000_000, 3, "-0.500"),
    (Int64.min, 8, "-92233720368.54775808"), (100, 99, "0.00000100"), (100, -3, "0.000001"),
  ])
  func `writes decimals asked for, and more before it loses digits`(
    units: Int64, decimals: Int, text: String
  ) {
    #expect(Amount(units: units).text(decimals: decimals) == text)
    #expect(AmountSum(Amount(units: units)).text(decimals: decimals) == text)
  }

  @Test func `text and number are each other's inverse`() {
    let seed: UInt64 = 1
    var random = SeededRandom(seed: seed)
    for round in 0..<3000 {
      let units =
        Int64(truncatingIfNeeded: random.next()) >> Int64.random(in: 0...63, using: &random)
      let amount = Amount(units: units)
      let text = amount.text(decimals: Int.random(in: 0...8, using: &random))
      #expect(Amount(text) == amount, "seed \(seed), round \(round): \(text)")
    }
  }

  @Test func `sums hold 128 bits`() {
    let text = "1701411834604692317316873037158.84105727"  // 2^127 - 1 units
    #expect(AmountSum(text) == AmountSum(units: .max))
    #expect(AmountSum(units: .max).text(decimals: 8) == text)
    #expect(AmountSum(units: .min).text(decimals: 8) == "-1701411834604692317316873037158.84105728")
    #expect(AmountSum("-1701411834604692317316873037158.84105728") == AmountSum(units: .min))
    #expect(AmountSum("1701411834604692317316873037158.84105728") == nil)
    let seed: UInt64 = 2
    var random = SeededRandom(seed: seed)
    for round in 0..<3000 {
      let wide = Int128(truncatingIfNeeded: random.next()) << 64 | Int128(random.next())
      let sum = AmountSum(units: wide >> Int128.random(in: 0...127, using: &random))
      let text = sum.text(decimals: Int.random(in: 0...8, using: &random))
      #expect(AmountSum(text) == sum, "seed \(seed), round \(round): \(text)")
    }
  }

  @Test func `sums stay at the end of their range`() {
    var sum = AmountSum(units: .max)
    sum += Amount(units: 1)
    #expect(sum == AmountSum(units: .max))
    sum = AmountSum(units: .min)
    sum += Amount(units: -1)
    #expect(sum == AmountSum(units: .min))
    #expect(AmountSum(units: 5) + AmountSum(units: -7) == AmountSum(units: -2))
  }

  @Test func `quote decimals are the sum of both, at most eight`() {
    #expect(Decimals(price: 2, quantity: 3).quote == 5)
    #expect(Decimals(price: 8, quantity: 8).quote == 8)
    #expect(Decimals(price: 255, quantity: 255).quote == 8)
  }
}
