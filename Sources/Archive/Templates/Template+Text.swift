import Recording

extension Template {
  /// The text ahead of the first field.
  package var prefix: ArraySlice<UInt8> {
    guard case .text(let range)? = tokens.first else { return [] }
    return text[range]
  }

  /// Bytes that the text of every record of this template has at least.
  package var byteCountMin: Int {
    tokens.reduce(0) { sum, token in
      switch token {
      case .text(let range): sum + range.count
      case .number(let decimals): sum + (decimals == 0 ? 1 : Int(decimals) + 2)
      case .flag: sum + 4
      case .run: sum
      }
    }
  }

  /// How each field is written, in their order.
  package var fieldForms: [FieldForm] {
    var forms: [FieldForm] = []
    var last: UInt8 = 0
    for token in tokens {
      switch token {
      case .text(let range): last = text[range.upperBound - 1]
      case .number(let decimals):
        forms.append(FieldForm(decimals: Int(decimals), isQuoted: last == UInt8(ascii: "\"")))
      case .flag, .run: forms.append(FieldForm())
      }
    }
    return forms
  }

  package struct FieldForm {
    /// Digits behind the point.
    package var decimals = 0
    package var isQuoted = false
  }

  /// The text of a record with these fields, and runs without elements.
  package func payload(_ row: [Int64]) -> [UInt8] {
    var bytes: [UInt8] = []
    var field = 0
    for token in tokens {
      if case .text(let range) = token {
        bytes += text[range]
        continue
      }
      switch token {
      case .number(let decimals): put(row[field], Int(decimals), in: &bytes)
      case .flag(let isCapital):
        let word = row[field] != 0 ? "true" : "false"
        bytes += Array(word.utf8)
        if isCapital { bytes[bytes.count - word.utf8.count] &-= 32 }
      default: break
      }
      field += 1
    }
    return bytes
  }

  private func put(_ units: Int64, _ decimals: Int, in bytes: inout [UInt8]) {
    var digits = Array(String(units).utf8)
    if decimals > 0 {
      let zeros = max(0, decimals + 1 - digits.count)
      digits.insert(contentsOf: repeatElement(UInt8(ascii: "0"), count: zeros), at: 0)
      digits.insert(UInt8(ascii: "."), at: digits.count - decimals)
    }
    bytes += digits
  }
}
