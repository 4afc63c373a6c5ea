/// A number as spreadsheets and programs write it, written as Binance does: digits, and a point with at
/// most eight more.
///
/// `1e-05` and more than eight decimals are rounded to the nearest eighth decimal, halves up. Text
/// that is plain already stays as it is.
enum TableNumber {
  /// Why a field is no number that can be read without a guess.
  enum Flaw: Error { case noNumber, negative, decimalComma, tooLarge }

  /// What became of a number's decimals.
  enum Rounding: Int {
    case exact
    /// More than eight decimals were rounded.
    case rounded
    /// And that changed it by more than a thousandth.
    case coarse
  }

  /// Digits of a number, its exponent applied: more than anything has that is counted in money.
  private static let digitsMax = 60

  /// Appends the number of a field.
  ///
  /// - Parameter hasThousands: commas between groups of three digits are left out.
  @discardableResult
  static func append(
    _ field: ArraySlice<UInt8>, hasThousands: Bool, to text: inout [UInt8]
  ) throws(Flaw) -> Rounding {
    guard field.contains(UInt8(ascii: ",")) else { return try append(field, to: &text) }
    guard hasThousands, isGrouped(field) else {
      throw field.allSatisfy(isNumeric) ? .decimalComma : .noNumber
    }
    return try append(field.filter { $0 != UInt8(ascii: ",") }[...], to: &text)
  }

  /// Whether commas in a number can only stand between thousands: several of them, or one and a
  /// point behind it.
  static func provesThousands(_ field: ArraySlice<UInt8>) -> Bool {
    let commas = field.count { $0 == UInt8(ascii: ",") }
    return isGrouped(field) && (commas > 1 || (commas == 1 && field.contains(UInt8(ascii: "."))))
  }

  /// `1,234,567.89`, the first group without a zero ahead.
  private static func isGrouped(_ field: ArraySlice<UInt8>) -> Bool {
    let whole = field.prefix { $0 != UInt8(ascii: ".") }
    let groups = whole.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    guard let first = groups.first, (1...3).contains(first.count), first.first != 0x30 else {
      return false
    }
    return groups.allSatisfy { $0.allSatisfy(isDigit) }
      && groups.dropFirst().allSatisfy { $0.count == 3 }
  }

  private static func append(
    _ field: ArraySlice<UInt8>, to text: inout [UInt8]
  ) throws(Flaw) -> Rounding {
    guard let first = field.first, first != UInt8(ascii: "-") else {
      throw field.isEmpty ? .noNumber : .negative
    }
    let mantissa = field.prefix { $0 | 0x20 != UInt8(ascii: "e") }
    let parts = mantissa.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let whole = parts[0]
    let fraction = parts.count > 1 ? parts[1] : []
    guard parts.count <= 2, whole.count + fraction.count > 0,
      whole.allSatisfy(isDigit), fraction.allSatisfy(isDigit)
    else { throw .noNumber }
    if mantissa.count == field.count, !whole.isEmpty, fraction.count <= 8,
      fraction.count > 0 || parts.count == 1
    {
      text += field
      return .exact
    }
    let exponent = try exponent(field.dropFirst(mantissa.count))
    return try appendRounded(Array(whole + fraction), point: whole.count + exponent, to: &text)
  }

  private static func exponent(_ field: ArraySlice<UInt8>) throws(Flaw) -> Int {
    guard !field.isEmpty else { return 0 }
    guard let value = Int(String(decoding: field.dropFirst(), as: UTF8.self)) else {
      throw .noNumber
    }
    guard abs(value) <= digitsMax else { throw .tooLarge }
    return value
  }

  /// Appends digits with a point behind the first `point` of them, rounded to eight decimals.
  private static func appendRounded(
    _ digits: [UInt8], point: Int, to text: inout [UInt8]
  ) throws(Flaw) -> Rounding {
    guard digits.count <= digitsMax else { throw .tooLarge }
    // A zero ahead, for what rounding carries.
    var all = [UInt8](repeating: 0x30, count: 1 + max(0, 1 - point)) + digits
    let point = 1 + max(1, point)
    while all.count < point + 9 { all.append(0x30) }
    let rounding = rounding(all, from: point + 8)
    let isUp = all[point + 8] >= UInt8(ascii: "5")
    all.removeSubrange((point + 8)...)
    if isUp {
      var at = all.count - 1
      while all[at] == UInt8(ascii: "9") {
        all[at] = 0x30
        at -= 1
      }
      all[at] += 1
    }
    let whole = all[..<point].drop { $0 == 0x30 }
    text += whole.isEmpty ? [0x30] : whole
    var fraction = all[point...]
    while fraction.last == 0x30 { fraction.removeLast() }
    if !fraction.isEmpty { text += [UInt8(ascii: ".")] + fraction }
    return rounding
  }

  /// What it does to digits that those from the ninth decimal on are rounded: an error of at most half a unit
  /// is more than a thousandth only of less than 500 units.
  private static func rounding(_ digits: [UInt8], from ninth: Int) -> Rounding {
    guard digits[ninth...].contains(where: { $0 != 0x30 }) else { return .exact }
    let units = digits[..<ninth].drop { $0 == 0x30 }
    guard units.count <= 3 else { return .rounded }
    var value: Int64 = 0
    // In millionths of a unit.
    for at in digits.indices[(ninth - units.count)..<min(digits.count, ninth + 6)] {
      value = value * 10 + Int64(digits[at] - 0x30)
    }
    for _ in min(digits.count, ninth + 6)..<(ninth + 6) { value *= 10 }
    let error = abs((value + 500_000) / 1_000_000 * 1_000_000 - value)
    return error * 1000 > value ? .coarse : .rounded
  }

  private static func isDigit(_ byte: UInt8) -> Bool { 0x30 <= byte && byte <= 0x39 }

  private static func isNumeric(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ".")
  }
}
