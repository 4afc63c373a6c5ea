import Market

extension AmountSum {
  /// A JSON number, rounded to the nearest unit (half away from zero): a program that calculates in
  /// binary floating point writes 0.30000000000000004 or 1e-05. Nil for what is no number or does
  /// not fit.
  init?(jsonNumber text: String) {
    guard
      let match = text.wholeMatch(
        of: #/(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,3}))?/#),
      let exponent = Int(match.4 ?? "0")
    else { return nil }
    let digits = String(match.2) + String(match.3 ?? "")
    // Of more digits the last ones cannot show in a number that fits.
    let kept = digits.drop { $0 == "0" }.prefix(36)
    let dropped = digits.drop { $0 == "0" }.count - kept.count
    var units = Int128(kept) ?? 0
    var shift = Amount.decimalsMax + exponent - (match.3?.count ?? 0) + dropped
    while shift > 0, units != 0 {
      let (product, overflow) = units.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      units = product
      shift -= 1
    }
    var last: Int128 = 0
    while shift < 0, units != 0 || last != 0 {
      (units, last) = units.quotientAndRemainder(dividingBy: 10)
      shift += 1
    }
    if shift == 0, last >= 5 { units += 1 }
    self.init(units: match.1.isEmpty ? units : -units)
  }
}
