import Recording

/// Elements of one template, one after another: the levels of a book, the rows of an archive.
extension TemplateScanner {
  /// Elements of one template from `start` on; gives the position behind them, nil if there are none.
  mutating func run(
    _ bytes: borrowing Span<UInt8>, _ start: Int, to end: Int, isRows: Bool
  ) -> Int? {
    let before = (template.count, elements.count)
    template.append(TemplateMark.run)
    let first = template.count
    guard var at = element(bytes, start, to: end, isRow: isRows),
      elements.count > before.1, elements.count - before.1 <= PackedFormat.elementFieldsMax
    else {
      template.removeLast(template.count - before.0)
      elements.removeLast(elements.count - before.1)
      return nil
    }
    let separator = separator(bytes, at, to: end, isRows: isRows)
    let text = TemplateMark.separators[separator]
    template[first - 1] = TemplateMark.run + UInt8(separator)
    let elementTemplate = first..<template.count
    var count: Int64 = 1
    while let behind = repeated(bytes, at, to: end, of: elementTemplate, behind: text) {
      at = behind
      count += 1
    }
    template.append(TemplateMark.runEnd)
    fields.append(count)
    return at
  }

  private func separator(
    _ bytes: borrowing Span<UInt8>, _ at: Int, to end: Int, isRows: Bool
  ) -> Int {
    if isRows { return 2 }
    let hasSpace = at + 1 < end && bytes[at] == UInt8(ascii: ",") && bytes[at + 1] == 0x20
    return hasSpace ? 1 : 0
  }

  /// One element, its template appended: a bracket's content without brackets within, or a line.
  private mutating func element(
    _ bytes: borrowing Span<UInt8>, _ start: Int, to limit: Int, isRow: Bool
  ) -> Int? {
    let end = min(limit, start + PackedFormat.elementBytesMax)
    var at = start
    var literal = start
    if !isRow {
      guard at < end, bytes[at] == UInt8(ascii: "[") || bytes[at] == UInt8(ascii: "{") else {
        return nil
      }
      at += 1
    }
    while at < end {
      let byte = bytes[at]
      if isRow ? byte == Self.lineFeed : byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") {
        if !isRow { at += 1 }
        put(bytes, literal..<at)
        return at
      }
      let start = at
      switch classes[Int(byte)] {
      case ByteClass.plain:
        at &+= 1
        continue
      case ByteClass.digit:
        guard let number = Number(bytes, at: at, from: literal, to: limit) else {
          at = Number.skip(bytes, at, to: end)
          continue
        }
        put(bytes, literal..<start)
        template.append(TemplateMark.number + number.decimals)
        elements.append(number.units)
        at = number.end
      case ByteClass.flag:
        guard let flag = Flag(bytes, at: at, from: literal, to: limit) else {
          at &+= 1
          continue
        }
        put(bytes, literal..<start)
        template.append(flag.mark)
        elements.append(flag.value)
        at = flag.end
      case ByteClass.high:
        put(bytes, literal..<start)
        template.append(TemplateMark.literal)
        template.append(byte)
        at &+= 1
      default: return nil
      }
      literal = at
    }
    guard isRow, at == limit else { return nil }
    put(bytes, literal..<at)
    return at
  }

  /// Another element of the same template behind its separator; gives the position behind it.
  @inline(__always)
  private mutating func repeated(
    _ bytes: borrowing Span<UInt8>, _ start: Int, to end: Int, of range: Range<Int>,
    behind text: [UInt8]
  ) -> Int? {
    let before = elements.count
    var at = start
    for byte in text {
      guard at < end, bytes[at] == byte else { return nil }
      at &+= 1
    }
    var mark = range.lowerBound
    while mark < range.upperBound {
      var byte = template[mark]
      mark &+= 1
      if byte >= 0x80, byte != TemplateMark.literal {
        guard let (value, behind) = Self.value(bytes, at, to: end, byte) else {
          return drop(before)
        }
        elements.append(value)
        at = behind
        continue
      }
      if byte == TemplateMark.literal {
        byte = template[mark]
        mark &+= 1
      }
      guard at < end, bytes[at] == byte else { return drop(before) }
      at &+= 1
    }
    // A row ends where its line ends.
    if text.first == Self.lineFeed, at < end, bytes[at] != Self.lineFeed { return drop(before) }
    return at
  }

  private mutating func drop(_ count: Int) -> Int? {
    elements.removeLast(elements.count - count)
    return nil
  }

  @inline(__always)
  private static func value(
    _ bytes: borrowing Span<UInt8>, _ at: Int, to end: Int, _ mark: UInt8
  ) -> (Int64, Int)? {
    if TemplateMark.numbers.contains(mark) {
      guard let number = Number(bytes, at: at, to: end),
        number.decimals == mark - TemplateMark.number
      else { return nil }
      return (number.units, number.end)
    }
    guard let flag = Flag(bytes, at: at, to: end), flag.mark == mark else { return nil }
    return (flag.value, flag.end)
  }
}
