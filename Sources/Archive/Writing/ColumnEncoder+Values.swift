/// The values of a column as codes.
extension ColumnEncoder {
  mutating func write(_ group: FieldRows, _ field: Int, _ mode: ColumnMode) {
    bytes.removeAll(keepingCapacity: true)
    let width = group.fields.count
    let isScaled = mode.isScaled(field: field)
    var ahead = [Int](repeating: -1, count: exponents.count)
    for row in 0..<group.rowCount {
      let template = Int(group.templates[row])
      let value = group.values[row &* width &+ field]
      let power = isScaled ? powersOfTen[Int(exponents[template][field])] : 1
      switch mode {
      case .ahead(let other):
        let base = ahead[template] < 0 ? 0 : group.values[ahead[template] &* width &+ other]
        Varint.put(Varint.zigzag((value &- base) / power), in: &bytes)
        ahead[template] = row
      case .left(let other):
        Varint.put(
          Varint.zigzag(value &- group.values[row &* width &+ other]), in: &bytes)
      default:
        Varint.put(UInt64(value / power), in: &bytes)
      }
    }
  }

  mutating func write(
    _ group: FieldRows, run: Int, _ field: Int, _ mode: ColumnMode, elementTemplates: [Int32],
    exponentAt exponentIndex: Int
  ) {
    bytes.removeAll(keepingCapacity: true)
    if mode == .remembered { memory.clear() }
    let values = group.elements[run]
    let width = group.runFields[run].count
    var firsts = [Int64](repeating: 0, count: exponents.count)
    var at = 0
    for row in 0..<group.rowCount {
      let count = Int(group.values[row &* group.fields.count &+ group.countFields[run]])
      let template = Int(group.templates[row])
      let power = powersOfTen[Int(exponents[template][exponentIndex])]
      for element in 0..<count {
        let value = values[at &+ field]
        switch mode {
        case .element:
          let base = element == 0 ? firsts[template] : values[at &- width &+ field]
          if element == 0 { firsts[template] = value }
          Varint.put(Varint.zigzag((value &- base) / power), in: &bytes)
        case .remembered:
          Varint.put(
            memory.code(value / power, key: values[at], tag: Int32(template)), in: &bytes)
        default:
          Varint.put(UInt64(value / power), in: &bytes)
        }
        at &+= width
      }
    }
  }
}
