import Glibc

/// A floating-point number as a JSON number, rounded to some significant digits.
enum DecimalNumber {
  /// Nil for what JSON has no number for: NaN and the infinities.
  static func text(_ value: Double, digits: Int) -> String? {
    guard value.isFinite else { return nil }
    if value == 0 { return "0" }
    let exponent = Int(floor(log10(abs(value))))
    let decimals = digits - 1 - exponent
    // Beyond these the power of ten is no exact Double, and the shortest text serves as well.
    guard (-22...22).contains(decimals) else { return "\(value)" }
    let power = pow(10, Double(abs(decimals)))
    let scaled = decimals >= 0 ? value * power : value / power
    let rounded = decimals >= 0 ? scaled.rounded() / power : scaled.rounded() * power
    return "\(rounded)"
  }
}
