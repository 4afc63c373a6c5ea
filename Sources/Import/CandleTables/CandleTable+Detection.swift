/// How the layout of a table is found in its first lines.
extension CandleTable {
  /// Lines looked at.
  static let sampleLines = 200
  /// Lines before the header, and between it and the first row, at most.
  static let otherLinesMax = 10
  static let separators = ",;\t|".utf8

  /// Why a table of candles is not taken, and where.
  struct Refusal: Error {
    let line: Int
    let found: String
    let expected: String
    let advice: String
  }

  /// - Parameters:
  ///   - lines: the first ones of the file.
  ///   - symbol: its base asset's volume is taken where there are several.
  /// - Returns: nil where they are no table of candles.
  static func find(_ lines: [[UInt8]], symbol: String) throws(Refusal) -> CandleTable? {
    guard let head = header(lines) else { return try withoutHeader(lines) }
    let names = head.names.map(ColumnRole.letters)
    let prices = [ColumnRole.open, .high, .low, .close].compactMap { $0.position(in: names) }
    guard prices.count == 4, Set(prices).count == 4 else { return nil }
    let volume = ColumnRole.volume(in: names, symbol: symbol)
    let times = ColumnRole.times(names).filter { !prices.contains($0) }
    let first = try firstRow(lines, head, times, price: prices[0])
    let columns = Columns(
      time: first.time, timeOfDay: first.timeOfDay, open: prices[0], high: prices[1],
      low: prices[2], close: prices[3], volume: volume)
    if columns.timeOfDay == nil {
      try refuseOtherTimes(lines, from: first.line, head, than: columns.time)
    }
    var fields = TableFields()
    let firstLine = lines[first.line]
    _ = fields.read(firstLine.span, separator: head.separator)
    let market = ColumnRole.market(in: names).flatMap {
      $0 < fields.count ? MarketColumn($0, first: fields[$0], symbol: symbol) : nil
    }
    return CandleTable(
      lines, rowsFrom: first.line, separator: head.separator, columns, market, names: head.names)
  }

  /// Two columns of times that do not agree: one of them may be of closes, or local.
  private static func refuseOtherTimes(
    _ lines: [[UInt8]], from first: Int, _ head: Header, than time: Int
  ) throws(Refusal) {
    let rows = lines.dropFirst(first).compactMap { line -> TableFields? in
      var fields = TableFields()
      return fields.read(line.span, separator: head.separator) && fields.count > 1 ? fields : nil
    }
    let names = head.names.map(ColumnRole.letters)
    let close = ColumnRole.close.position(in: names)
    let times = ColumnRole.times(names).filter { $0 != close }
    guard let (other, row) = disagreement(with: time, among: times, rows: rows) else { return }
    func shown(_ column: Int) -> String {
      "\(excerpt(Array(rows[row][column]).span)) in \(excerpt(Array(head.names[column]).span))"
    }
    throw Refusal(
      line: head.line, found: "two times that disagree, \(shown(time)) and \(shown(other))",
      expected: "one time of each candle, at which it opens",
      advice: "leave the column out that is not the time of opening in UTC")
  }

  private struct Header {
    let line: Int
    let separator: UInt8
    let names: [ArraySlice<UInt8>]
  }

  /// The first line that names the four prices, whatever separates them.
  private static func header(_ lines: [[UInt8]]) -> Header? {
    var fields = TableFields()
    for (line, text) in lines.prefix(otherLinesMax).enumerated() {
      for separator in separators where fields.read(text.span, separator: separator) {
        let names = (0..<fields.count).map { fields[$0] }
        let letters = names.map(ColumnRole.letters)
        if [ColumnRole.open, .high, .low, .close].allSatisfy({ $0.position(in: letters) != nil }) {
          return Header(line: line, separator: separator, names: names)
        }
      }
    }
    return nil
  }

  /// The first line behind the header with a time; lines without prices before it belong to the head.
  private static func firstRow(
    _ lines: [[UInt8]], _ head: Header, _ times: [Int], price: Int
  ) throws(Refusal) -> (line: Int, time: Int, timeOfDay: Int?) {
    if times.isEmpty { throw closeTimesAlone(head) ?? noTime(head.line, nil) }
    let names = head.names.map(ColumnRole.letters)
    var fields = TableFields()
    for (line, text) in lines.enumerated().dropFirst(head.line + 1).prefix(otherLinesMax) {
      guard fields.read(text.span, separator: head.separator) else { break }
      for time in times {
        if let other = timeOfDay(beside: time, names, fields) { return (line, time, other) }
      }
      if let time = times.first(where: { $0 < fields.count && TableTime.read(fields[$0]) != nil }) {
        return (line, time, nil)
      }
      let isHead = fields.count <= price || fields[price].first.map { !(0x30...0x39 ~= $0) } ?? true
      if !isHead { throw noTime(line, times.first.map { fields[min($0, fields.count - 1)] }) }
    }
    throw noTime(head.line, nil)
  }

  /// A close time says when a candle opens only to who knows how long it is, and how closes are written.
  private static func closeTimesAlone(_ head: Header) -> Refusal? {
    let names = head.names.map(ColumnRole.letters)
    guard let index = names.firstIndex(where: ColumnRole.closeTimeNames.contains) else {
      return nil
    }
    return Refusal(
      line: head.line,
      found: "times of closes alone, in \(excerpt(Array(head.names[index]).span))",
      expected: "a column of the times at which candles open, such as open_time",
      advice: "write the time at which each candle opens")
  }

  private static func noTime(_ line: Int, _ field: ArraySlice<UInt8>?) -> Refusal {
    Refusal(
      line: line,
      found: field.map { "the time \(excerpt(Array($0).span))" } ?? "no column of times",
      expected: "s, ms, µs or ns since the epoch, or ISO 8601 such as 2021-05-22 23:00 (UTC)",
      advice: "rewrite the times: day and month, or an unnamed time zone, are not guessed")
  }

  init(
    _ lines: [[UInt8]], rowsFrom first: Int, separator: UInt8, _ columns: Columns,
    _ market: MarketColumn?, names: [ArraySlice<UInt8>]?
  ) {
    var fields = TableFields()
    var (hasThousands, times): (Bool, [(ms: Int64, form: TableTime.Form)]) = (false, [])
    var count = names?.count ?? 0
    for (number, line) in lines.dropFirst(first).enumerated()
    where fields.read(line.span, separator: separator) {
      if number == 0, names == nil { count = fields.count }
      guard fields.count == count else { continue }
      for index in 0..<count where TableNumber.provesThousands(fields[index]) {
        hasThousands = true
      }
      let time =
        columns.timeOfDay.map { TableTime.read(date: fields[columns.time], time: fields[$0]) }
        ?? TableTime.read(fields[columns.time])
      if let time { times.append(time) }
    }
    self.separator = separator
    self.columns = columns
    self.market = market
    fieldCount = count
    headLines = first
    self.hasThousands = hasThousands
    hasHeader = names != nil
    form = times.first?.form ?? .milliseconds
    readAs = Self.text(
      columns, names, separator: separator, hasThousands: hasThousands,
      form: form,
      isNewestFirst: times.count > 1 && times[0].ms > times[times.count - 1].ms)
  }

  /// `time=date (ISO, UTC), open=Open, …, newest first`.
  private static func text(
    _ columns: Columns, _ names: [ArraySlice<UInt8>]?, separator: UInt8, hasThousands: Bool,
    form: TableTime.Form, isNewestFirst: Bool
  ) -> String {
    func name(_ column: Int) -> String {
      let name = names.map { excerpt(Array($0[column]).span).dropFirst().dropLast() } ?? ""
      return name.isEmpty ? "column \(column + 1)" : String(name)
    }
    let ofDay = columns.timeOfDay.map { " and \(name($0))" } ?? ""
    var parts = ["time=\(name(columns.time))\(ofDay) (\(form.rawValue))"]
    parts += [
      ("open", columns.open), ("high", columns.high), ("low", columns.low),
      ("close", columns.close),
    ].map { "\($0)=\(name($1))" }
    parts.append(columns.volume.map { "volume=\(name($0))" } ?? "no volume")
    if names == nil { parts.append("no header") }
    if separator != UInt8(ascii: ",") {
      parts.append(separator == 0x09 ? "tabs" : "\"\(UnicodeScalar(separator))\" between columns")
    }
    if hasThousands { parts.append("commas between thousands") }
    if isNewestFirst { parts.append("newest first") }
    return parts.joined(separator: ", ")
  }
}
