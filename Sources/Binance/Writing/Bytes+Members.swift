import Basics
package import Market

/// Members of a JSON object behind others: `,"key":value`.
extension [UInt8] {
  package mutating func appendMember(_ key: StaticString, number: Int64) {
    appendKey(key)
    append(number: number)
  }

  package mutating func appendMember(_ key: StaticString, _ amount: Amount, decimals: UInt8) {
    appendKey(key)
    append("\"")
    append(amount, decimals: decimals)
    append("\"")
  }

  package mutating func appendMember(_ key: StaticString, _ sum: AmountSum, decimals: UInt8) {
    appendKey(key)
    append("\"")
    append(sum, decimals: decimals)
    append("\"")
  }

  package mutating func appendMember(_ key: StaticString, string: String) {
    appendKey(key)
    append(string: string.inJSONQuotes)
  }

  package mutating func appendMember(_ key: StaticString, _ flag: Bool) {
    appendKey(key)
    append(flag ? "true" : "false")
  }

  private mutating func appendKey(_ key: StaticString) {
    append(",\"")
    append(key)
    append("\":")
  }

  /// The elements of a JSON array with commas between them.
  package mutating func appendArray<Value>(
    _ elements: some Sequence<Value>, _ append: (Value, inout [UInt8]) -> Void
  ) {
    self.append("[")
    var isFirst = true
    for element in elements {
      if !isFirst { self.append(",") }
      isFirst = false
      append(element, &self)
    }
    self.append("]")
  }
}

extension Amount {
  /// Cut off, not rounded, to so many decimals.
  package func cut(to decimals: UInt8) -> Amount {
    Amount(units: Int64(clamping: AmountSum(self).cut(to: decimals).units))
  }
}

extension AmountSum {
  /// Cut off, not rounded, to so many decimals.
  package func cut(to decimals: UInt8) -> AmountSum {
    let unit = (0..<max(0, Amount.decimalsMax - Int(decimals))).reduce(Int128(1)) { unit, _ in
      unit * 10
    }
    return AmountSum(units: units / unit * unit)
  }
}
