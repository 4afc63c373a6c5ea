import Recording

/// Writes records from templates and fields: the text that they were taken from.
struct RecordWriter {
  static let space = UInt8(ascii: " ")

  let output: UnsafeMutableBufferPointer<UInt8>
  var at = 0
  /// Digits of the payload's length in the record ahead: that of the next record mostly has as
  /// many.
  var lengthDigits = 3

  init(_ output: UnsafeMutableBufferPointer<UInt8>) { self.output = output }

  /// Bytes written.
  var count: Int { at }
  var written: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: output[..<at]) }
  /// Payload bytes of the records written.
  private(set) var payloadBytes = 0

  /// Writes the record at hand, with its header and line end.
  mutating func put(
    _ rows: inout PackedRows, _ directory: borrowing PackedDirectory,
    _ bytes: borrowing Span<UInt8>
  ) throws(PackedError) {
    let template = rows.template
    try put(UInt64(rows.receivedNs))
    try put(Self.space)
    try put(UInt64(directory.entries[template].connection))
    try put(Self.space)
    try put(directory.entries[template].kind.rawValue)
    try put(Self.space)
    let length = at
    try skip(lengthDigits + 1)
    try rows.readRow(directory, bytes)
    try putRow(&rows, directory, bytes)
    payloadBytes &+= at &- length &- lengthDigits &- 1
    try putLength(at: length)
    try put(UInt8(ascii: "\n"))
  }

  /// Writes the payload of the record at hand, whose fields were read.
  mutating func putRow(
    _ rows: inout PackedRows, _ directory: borrowing PackedDirectory,
    _ bytes: borrowing Span<UInt8>
  ) throws(PackedError) {
    let entry = rows.template
    var field = 0
    for token in directory.entries[entry].template.tokens {
      switch token {
      case .text(let range):
        try put(directory.entries[entry].template.text, range)
        continue
      case .number(let decimals): try put(rows.row[field], decimals: Int(decimals))
      case .flag(let isCapital): try put(rows.row[field] != 0, isCapital: isCapital)
      case .run(let run):
        try put(run: run, count: rows.row[field], &rows, directory, bytes)
      }
      field += 1
    }
  }

  private mutating func put(
    run: Int, count: Int64, _ rows: inout PackedRows, _ directory: borrowing PackedDirectory,
    _ bytes: borrowing Span<UInt8>
  ) throws(PackedError) {
    let entry = rows.template
    let width = directory.entries[entry].template.runs[run].fields.count
    let separator = directory.entries[entry].template.runs[run].separator
    // An element takes at least a byte, so that a hostile count ends at the output's end.
    for index in 0..<count {
      if index > 0 { try put(separator, separator.indices) }
      try rows.readElement(
        directory, bytes, run: run, width: width, isFirst: index == 0)
      var field = 0
      for token in directory.entries[entry].template.runs[run].tokens {
        switch token {
        case .text(let range):
          try put(directory.entries[entry].template.text, range)
          continue
        case .number(let decimals): try put(rows.element[field], decimals: Int(decimals))
        case .flag(let isCapital): try put(rows.element[field] != 0, isCapital: isCapital)
        case .run: throw .directory("run")
        }
        field += 1
      }
    }
  }
}
