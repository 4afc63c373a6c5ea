import Recording

/// Cuts a payload into its template and its fields.
///
/// A field is a number in its usual form or a boolean, where JSON or CSV would have one. Whatever
/// does not look like that stays in the template, so that any bytes come back as they were.
struct TemplateScanner {
  var template: [UInt8] = []
  /// Values of the record's own fields, in their order: units of a number, 0 or 1 of a boolean, the
  /// number of elements of a run.
  var fields: [Int64] = []
  /// Values of the runs' elements, one element after another.
  var elements: [Int64] = []

  let classes = ByteClass.table
  static let lineFeed = UInt8(ascii: "\n")

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
        template.append(TemplateMark.number + number.decimals)
        fields.append(number.units)
        at = number.end
      case ByteClass.flag:
        guard let flag = Flag(bytes, at: at, from: range.lowerBound, to: end) else {
          at &+= 1
          continue
        }
        put(bytes, literal..<start)
        template.append(flag.mark)
        fields.append(flag.value)
        at = flag.end
      case ByteClass.high:
        put(bytes, literal..<start)
        template.append(TemplateMark.literal)
        template.append(bytes[at])
        at &+= 1
      default:
        at &+= 1
        guard bytes[start] != Self.lineFeed || hasRows else { continue }
        put(bytes, literal..<at)
        if let behind = run(bytes, at, to: end, isRows: bytes[start] == Self.lineFeed) {
          at = behind
        }
      }
      literal = at
    }
    guard fields.count <= PackedFormat.fieldsMax else { return keepWhole(bytes, range) }
    put(bytes, literal..<end)
  }

  /// Takes the whole payload for the template.
  private mutating func keepWhole(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) {
    clear()
    for at in range {
      if bytes[at] >= 0x80 { template.append(TemplateMark.literal) }
      template.append(bytes[at])
    }
  }

  private mutating func clear() {
    template.removeAll(keepingCapacity: true)
    fields.removeAll(keepingCapacity: true)
    elements.removeAll(keepingCapacity: true)
  }

  /// Bytes below 0x80.
  @inline(__always)
  mutating func put(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) {
    bytes.withUnsafeBufferPointer { template.append(contentsOf: $0[range]) }
  }
}
