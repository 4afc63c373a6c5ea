/// The values of a column as codes.
extension ColumnEncoder {
  mutating func write(_ family: FieldRows, _ field: Int, _ mode: ColumnMode) {
    bytes.removeAll(keepingCapacity: true)
    let width = family.fields.count
    let isScaled = mode.isScaled(field: field)
    var ahead = [Int](repeating: -1, count: exponents.count)
    for row in 0..<family.rowCount {
      let shape = Int(family.shapes[row])
      let value = family.values[row &* width &+ field]
      let power = isScaled ? powersOfTen[Int(exponents[shape][field])] : 1
      switch mode {
      case .ahead(let other):
        let base = ahead[shape] < 0 ? 0 : family.values[ahead[shape] &* width &+ other]
        Varint.put(Varint.zigzag((value &- base) / power), in: &bytes)
        ahead[shape] = row
      case .left(let other):
        Varint.put(
          Varint.zigzag(value &- family.values[row &* width &+ other]), in: &bytes)
      default:
        Varint.put(UInt64(value / power), in: &bytes)
      }
    }
  }

  mutating func write(
    _ family: FieldRows, run: Int, _ field: Int, _ mode: ColumnMode, _ elementShapes: [Int32],
    exponentAt place: Int
  ) {
    bytes.removeAll(keepingCapacity: true)
    if mode == .remembered { memory.clear() }
    let values = family.elements[run]
    let width = family.runFields[run].count
    var firsts = [Int64](repeating: 0, count: exponents.count)
    var at = 0
    for row in 0..<family.rowCount {
      let count = Int(family.values[row &* family.fields.count &+ family.countFields[run]])
      let shape = Int(family.shapes[row])
      let power = powersOfTen[Int(exponents[shape][place])]
      for element in 0..<count {
        let value = values[at &+ field]
        switch mode {
        case .element:
          let base = element == 0 ? firsts[shape] : values[at &- width &+ field]
          if element == 0 { firsts[shape] = value }
          Varint.put(Varint.zigzag((value &- base) / power), in: &bytes)
        case .remembered:
          Varint.put(
            memory.code(value / power, key: values[at], tag: Int32(shape)), in: &bytes)
        default:
          Varint.put(UInt64(value / power), in: &bytes)
        }
        at &+= width
      }
    }
  }
}
