/// Cuts a payload into its shape and its fields.
///
/// A field is a number in its usual form or a boolean, where JSON or CSV would have one. Whatever
/// does not look like that stays in the shape, so that any bytes come back as they were.
struct ShapeScanner {
  private(set) var shape: [UInt8] = []
  /// Values of the record's own fields, in their order: units of a number, 0 or 1 of a boolean, the
  /// number of elements of a run.
  private(set) var fields: [Int64] = []
  /// Values of the runs' elements, one element after another.
  private(set) var elements: [Int64] = []

  private let classes = ByteClass.table

  init() {}

  /// - Parameter hasRows: lines of CSV follow the first line: archive records.
  mutating func scan(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>, hasRows: Bool) {
    clear()
    var at = range.lowerBound
    var literal = at
    let end = range.upperBound
    while at < end, fields.count <= PackedFormat.fieldsMax {
      let start = at
      switch classes[Int(bytes[at])] {
      case ByteClass.plain:
        at &+= 1
        continue
      case ByteClass.digit:
        guard let number = Number(bytes, at: at, from: range.lowerBound, to: end) else {
          at = Number.skip(bytes, at, to: end)
          continue
        }
        put(bytes, literal..<start)
        shape.append(ShapeMark.number + number.decimals)
        fields.append(number.units)
        at = number.end
      case ByteClass.flag:
        guard let flag = Flag(bytes, at: at, from: range.lowerBound, to: end) else {
          at &+= 1
          continue
        }
        put(bytes, literal..<start)
        shape.append(flag.mark)
        fields.append(flag.value)
        at = flag.end
      case ByteClass.high:
        put(bytes, literal..<start)
        shape.append(ShapeMark.literal)
        shape.append(bytes[at])
        at &+= 1
      default:
        at &+= 1
        guard bytes[start] != lineFeed || hasRows else { continue }
        put(bytes, literal..<at)
        if let behind = run(bytes, at, to: end, isRows: bytes[start] == lineFeed) { at = behind }
      }
      literal = at
    }
    guard fields.count <= PackedFormat.fieldsMax else { return keepWhole(bytes, range) }
    put(bytes, literal..<end)
  }

  /// Takes the whole payload for the shape.
  private mutating func keepWhole(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) {
    clear()
    for at in range {
      if bytes[at] >= 0x80 { shape.append(ShapeMark.literal) }
      shape.append(bytes[at])
    }
  }

  private mutating func clear() {
    shape.removeAll(keepingCapacity: true)
    fields.removeAll(keepingCapacity: true)
    elements.removeAll(keepingCapacity: true)
  }

  /// Bytes below 0x80.
  @inline(__always)
  private mutating func put(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) {
    bytes.withUnsafeBufferPointer { shape.append(contentsOf: $0[range]) }
  }

  // MARK: - Runs

  /// Elements of one shape from `start` on; gives the position behind them, nil if there are none.
  private mutating func run(
    _ bytes: borrowing Span<UInt8>, _ start: Int, to end: Int, isRows: Bool
  ) -> Int? {
    let before = (shape.count, elements.count)
    shape.append(ShapeMark.run)
    let first = shape.count
    guard var at = element(bytes, start, to: end, isRow: isRows),
      elements.count > before.1, elements.count - before.1 <= PackedFormat.elementFieldsMax
    else {
      shape.removeLast(shape.count - before.0)
      elements.removeLast(elements.count - before.1)
      return nil
    }
    let separator = separator(bytes, at, to: end, isRows: isRows)
    let text = ShapeMark.separators[separator]
    shape[first - 1] = ShapeMark.run + UInt8(separator)
    let elementShape = first..<shape.count
    var count: Int64 = 1
    while let behind = repeated(bytes, at, to: end, elementShape, text) {
      at = behind
      count += 1
    }
    shape.append(ShapeMark.runEnd)
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

  /// One element, its shape appended: a bracket's content without brackets within, or a line.
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
      if isRow ? byte == lineFeed : byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") {
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
        shape.append(ShapeMark.number + number.decimals)
        elements.append(number.units)
        at = number.end
      case ByteClass.flag:
        guard let flag = Flag(bytes, at: at, from: literal, to: limit) else {
          at &+= 1
          continue
        }
        put(bytes, literal..<start)
        shape.append(flag.mark)
        elements.append(flag.value)
        at = flag.end
      case ByteClass.high:
        put(bytes, literal..<start)
        shape.append(ShapeMark.literal)
        shape.append(byte)
        at &+= 1
      default: return nil
      }
      literal = at
    }
    guard isRow, at == limit else { return nil }
    put(bytes, literal..<at)
    return at
  }

  /// Another element of the same shape behind its separator; gives the position behind it.
  @inline(__always)
  private mutating func repeated(
    _ bytes: borrowing Span<UInt8>, _ start: Int, to end: Int, _ range: Range<Int>, _ text: [UInt8]
  ) -> Int? {
    let before = elements.count
    var at = start
    for byte in text {
      guard at < end, bytes[at] == byte else { return nil }
      at &+= 1
    }
    var mark = range.lowerBound
    while mark < range.upperBound {
      var byte = shape[mark]
      mark &+= 1
      if byte >= 0x80, byte != ShapeMark.literal {
        guard let (value, behind) = Self.value(bytes, at, to: end, byte) else {
          return drop(before)
        }
        elements.append(value)
        at = behind
        continue
      }
      if byte == ShapeMark.literal {
        byte = shape[mark]
        mark &+= 1
      }
      guard at < end, bytes[at] == byte else { return drop(before) }
      at &+= 1
    }
    // A row ends where its line ends.
    if text.first == lineFeed, at < end, bytes[at] != lineFeed { return drop(before) }
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
    if ShapeMark.numbers.contains(mark) {
      guard let number = Number(bytes, at: at, to: end),
        number.decimals == mark - ShapeMark.number
      else { return nil }
      return (number.units, number.end)
    }
    guard let flag = Flag(bytes, at: at, to: end), flag.mark == mark else { return nil }
    return (flag.value, flag.end)
  }
}

/// What a byte can begin.
private enum ByteClass {
  static let plain: UInt8 = 0
  static let digit: UInt8 = 1
  static let flag: UInt8 = 2
  static let high: UInt8 = 3
  /// What stands before a run.
  static let ahead: UInt8 = 4

  static let table: [UInt8] = (0...255).map { kind(UInt8($0)) }

  private static func kind(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit
    case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "T"), UInt8(ascii: "F"): flag
    case 0x80...: high
    case UInt8(ascii: "["), lineFeed: ahead
    default: plain
    }
  }
}

private let lineFeed = UInt8(ascii: "\n")
