/// Members of a JSON object behind others: `,"key":value`.
extension [UInt8] {
  mutating func appendMember(_ key: StaticString, number: Int64) {
    appendKey(key)
    append(number: number)
  }

  mutating func appendMember(_ key: StaticString, amount units: Int64, places: Int = 8) {
    appendKey(key)
    append("\"")
    append(amount: units, places: places)
    append("\"")
  }

  mutating func appendMember(_ key: StaticString, string: String) {
    appendKey(key)
    append("\"")
    append(string: string)
    append("\"")
  }

  mutating func appendMember(_ key: StaticString, sum units: Int128, places: Int = 8) {
    appendKey(key)
    append("\"")
    append(sum: units, places: places)
    append("\"")
  }

  /// An amount that may be below zero.
  mutating func appendMember(_ key: StaticString, signed units: Int64, places: Int = 8) {
    appendKey(key)
    append(units < 0 ? "\"-" : "\"")
    append(amount: abs(units), places: places)
    append("\"")
  }

  /// A number of thousandths with its three decimals.
  mutating func appendMember(_ key: StaticString, milli thousandths: Int64) {
    appendKey(key)
    append(thousandths < 0 ? "\"-" : "\"")
    append(number: abs(thousandths) / 1000)
    append(".")
    let rest = abs(thousandths) % 1000
    append(UInt8(ascii: "0") + UInt8(rest / 100))
    append(twoDigits: rest % 100)
    append("\"")
  }

  private mutating func appendKey(_ key: StaticString) {
    append(",\"")
    append(key)
    append("\":")
  }
}
