/// A template, taken apart: what to write for a record, field by field.
package struct Template: Sendable {
  package enum Field: Equatable, Sendable {
    case number
    case flag
    /// The number of elements of a run.
    case count
  }

  enum Token: Sendable {
    /// Bytes of `text`.
    case text(Range<Int>)
    case number(decimals: UInt8)
    case flag(isCapital: Bool)
    /// Index in `runs`.
    case run(Int)
  }

  struct Run: Sendable {
    var separator: [UInt8]
    var tokens: [Token]
    var fields: [Field]
  }

  private(set) var text: [UInt8] = []
  private(set) var tokens: [Token] = []
  package private(set) var fields: [Field] = []
  private(set) var runs: [Run] = []

  /// - Throws: `PackedError.directory` if the bytes are no template.
  init(_ bytes: borrowing Span<UInt8>) throws(PackedError) {
    var run: Run?
    var literal = 0
    var at = 0
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      if byte < 0x80 {
        text.append(byte)
        continue
      }
      if byte == TemplateMark.literal {
        guard at < bytes.count else { throw .directory("template") }
        text.append(bytes[at])
        at += 1
        continue
      }
      if literal < text.count {
        let token = Token.text(literal..<text.count)
        if run == nil { tokens.append(token) } else { run?.tokens.append(token) }
        literal = text.count
      }
      try add(byte, &run)
    }
    if literal < text.count { tokens.append(.text(literal..<text.count)) }
    guard run == nil else { throw .directory("template") }
  }

  private mutating func add(_ mark: UInt8, _ run: inout Run?) throws(PackedError) {
    switch mark {
    case TemplateMark.numbers:
      try add(.number(decimals: mark - TemplateMark.number), .number, &run)
    case TemplateMark.flag, TemplateMark.capitalFlag:
      try add(.flag(isCapital: mark == TemplateMark.capitalFlag), .flag, &run)
    case TemplateMark.runs where run == nil && fields.count < PackedFormat.fieldsMax:
      run = Run(
        separator: TemplateMark.separators[Int(mark - TemplateMark.run)], tokens: [], fields: [])
    case TemplateMark.runEnd:
      guard let ended = run, !ended.fields.isEmpty else {
        throw .directory("run")
      }
      tokens.append(.run(runs.count))
      fields.append(.count)
      runs.append(ended)
      run = nil
    default: throw .directory("template")
    }
  }

  private mutating func add(
    _ token: Token, _ field: Field, _ run: inout Run?
  ) throws(PackedError) {
    guard fields.count < PackedFormat.fieldsMax,
      run?.fields.count ?? 0 < PackedFormat.elementFieldsMax
    else { throw .directory("template") }
    if run == nil {
      tokens.append(token)
      fields.append(field)
    } else {
      run?.tokens.append(token)
      run?.fields.append(field)
    }
  }

  /// Whether both have the same fields in the same order, so that they can share columns.
  func hasFields(of other: Template) -> Bool {
    fields == other.fields && runs.count == other.runs.count
      && zip(runs, other.runs).allSatisfy { $0.fields == $1.fields }
  }
}

extension Template {
  /// The key of a template's column group: what records of one stream have in common whatever their
  /// symbol.
  ///
  /// It is the template without the symbol in a combined frame's name, without the value of `s`,
  /// and without decimals. A field in a symbol stays.
  static func group(_ template: [UInt8], kind: UInt8) -> [UInt8] {
    var group: [UInt8] = [kind]
    var at = 0
    if template.starts(with: streamMark), let sign = template.firstIndex(of: UInt8(ascii: "@")) {
      group += streamMark
      while at < sign { at = copy(template, at, marksOnly: true, to: &group) }
    }
    while at < template.count {
      let isText = template[at] < 0x80
      at = copy(template, at, marksOnly: false, to: &group)
      guard isText, group.count >= symbolMark.count,
        group.suffix(symbolMark.count) == symbolMark[...]
      else { continue }
      while at < template.count, template[at] != UInt8(ascii: "\"") {
        at = copy(template, at, marksOnly: true, to: &group)
      }
    }
    return group
  }

  /// Adds the byte or mark at a position as it stands in a group's key, and gives the next position.
  private static func copy(
    _ template: [UInt8], _ at: Int, marksOnly: Bool, to group: inout [UInt8]
  ) -> Int {
    let byte = template[at]
    if byte == TemplateMark.literal { return at + 2 }
    if TemplateMark.numbers.contains(byte) {
      group.append(TemplateMark.number)
    } else if byte >= 0x80 || !marksOnly {
      group.append(byte)
    }
    return at + 1
  }

  private static let streamMark = Array(#"{"stream":""#.utf8)
  private static let symbolMark = Array(#""s":""#.utf8)
}
