import ArgumentParser
import Market

/// `--rate`: how many times as often everything happens in a generated market.
enum RateArgument {
  /// Thousandths.
  static func milli(_ text: String) throws -> Int64 {
    // Thousandths of a rate are 10⁵ units of 10⁻⁸.
    guard let amount = Amount(text), amount.units % 100_000 == 0 else {
      throw ValidationError(
        "rate '\(text)' is no number with at most three decimals; write it like 0.5 or 20")
    }
    return amount.units / 100_000
  }
}
