import Basics
package import Market

/// What the user says of the files of an archive; what is nil is found in their names.
package struct ArchiveOptions {
  package var symbol: String?
  package var interval: Interval?
  /// For files whose names say none.
  package var intervalElse: Interval?
  package var venue: Venue?
  /// Whether rows that cannot be taken are passed over.
  package var skipsBadRows: Bool

  package init(
    symbol: String? = nil, interval: Interval? = nil, venue: Venue? = nil,
    intervalElse: Interval? = nil, skipsBadRows: Bool = false
  ) {
    self.symbol = symbol
    self.interval = interval
    self.intervalElse = intervalElse
    self.venue = venue
    self.skipsBadRows = skipsBadRows
  }

  /// The options that a file needs because its name does not say it, as they are written.
  package static func needed(by path: String) -> [String] {
    let name = ArchiveName(InputFile.name(ofPath: path))
    return (name.symbol == nil ? ["--symbol SYMBOL"] : [])
      + (name.kind == nil ? ["--interval INTERVAL"] : [])
  }
}

/// What one CSV of an archive holds, found out before anything is written.
struct ArchivePlan: Sendable {
  let part: InputPart
  let layout: ArchiveLayout
  let symbol: String
  /// Of klines only.
  let interval: Interval?
  let venue: Venue
  let url: String?
  /// How lines are read that are not as Binance writes them; candles of six columns alone can be.
  let table: CandleTable?
  /// The id, or the time in µs, of the first row.
  let firstKey: Int64
  let skipsBadRows: Bool

  init(_ part: InputPart, _ options: ArchiveOptions) throws {
    self.part = part
    skipsBadRows = options.skipsBadRows
    let name = ArchiveName(part.name)
    try ArchivePlan.refuseOtherKinds(part, name)
    let lines = try part.rowLines()
    let hasHeader = try ArchivePlan.skipToFirstRow(lines, part)
    let header = hasHeader ? try ArchivePlan.header(part) : nil
    symbol = try ArchivePlan.symbol(part, name, options)
    let isNative = ArchivePlan.isNative(lines, header?.text)
    // Six numbers without names may be others than they should be.
    let isProven = isNative && (hasHeader || lines.withLine { ArchiveLayout(row: $0) } != .ohlcv)
    var foreign =
      isProven ? nil : try CandleTable.find(part, name, symbol: symbol, skipsBadRows: skipsBadRows)
    if isNative, foreign?.table.columns == .inOrder { foreign = nil }
    var firstRow = lines.withLine { [UInt8]($0) }
    if let foreign { firstRow = foreign.firstRow }
    let layout =
      foreign == nil ? try ArchivePlan.layout(lines, of: part, header: header, name) : .ohlcv
    self.layout = layout
    table = foreign?.table ?? (layout == .ohlcv ? .plain(hasHeader: hasHeader) : nil)
    if layout == .klines { try ArchivePlan.refusePricesAlone(part) }
    interval = layout.isKlines ? try ArchivePlan.interval(part, name, options) : nil
    let symbol = symbol
    venue =
      try ArchivePlan.venue(part, options)
      ?? Venue(symbol: symbol, layout: layout, hasHeader: hasHeader, firstRow: firstRow.span)
    url = layout == .ohlcv ? nil : name.url(at: venue)
    firstKey = ArchivePlan.key(firstRow.span, layout)
  }

  var instrument: Instrument { Instrument(venue, symbol) }
  /// What its rows are called where something is said of them.
  var name: String { "\(symbol) \(interval?.rawValue ?? layout.data)" }

  /// One stream of the recording: the files of a group follow each other in time.
  var group: String { "\(venue) \(symbol) \(layout.data) \(interval?.rawValue ?? "")" }

  /// What each of its records begins with: one line of JSON, and the LF behind it.
  var recordStart: [UInt8] {
    let members = [
      ("url", url), ("file", part.name), ("data", layout.data), ("venue", venue.rawValue),
      ("symbol", symbol), ("interval", interval?.rawValue),
      ("columns", layout == .ohlcv ? "ohlcv" : nil),
    ]
    let line = JSONValue.object(members.compactMap { key, text in text.map { (key, .string($0)) } })
    return Array((line.text + "\n").utf8)
  }
}

extension ArchivePlan {
  static let kinds = "trades, aggTrades or klines"

  private static func refuseOtherKinds(_ part: InputPart, _ name: ArchiveName) throws {
    let folders = part.file.path.split(separator: "/").dropLast()
    let folder = folders.first { $0.hasSuffix("Klines") }.map(String.init)
    var other = folder
    if case .other(let kind) = name.kind { other = kind }
    guard let other else { return }
    throw ImportError(
      part.label, found: "\(other), as the name says", expected: kinds,
      advice: "leave it out: it gives neither candles nor trades")
  }

  /// Moves to the first row of data; true if a header came before it.
  private static func skipToFirstRow(_ lines: LineReader, _ part: InputPart) throws -> Bool {
    var hasHeader = false
    while try lines.next() {
      if lines.withLine({ $0.isEmpty }) { continue }
      if !hasHeader && lines.withLine({ isHeader($0) }) {
        hasHeader = true
        continue
      }
      return hasHeader
    }
    throw ImportError(
      part.label, found: hasHeader ? "a header and no rows" : "no rows",
      expected: "rows of \(kinds)",
      advice: "leave it out, or fetch it anew")
  }

  /// Klines of mark, index and premium prices lie in the archive under the names of klines of trades.
  /// They count prices as trades, and have no volume.
  private static func refusePricesAlone(_ part: InputPart) throws {
    let lines = try part.rowLines()
    let columns = ArchiveLayout.klines.columns
    var (rowCount, priceCount) = (0, 0)
    while rowCount < CandleTable.sampleLines, try lines.next() {
      let row = lines.withLine { line in
        (try? ArchiveRow(line, columns)) == nil ? nil : RowText.values(line, columns)
      }
      guard let row else { continue }
      rowCount += 1
      if row[5].isEmpty, row[8] != [0x30], row[2] != row[3] { priceCount += 1 }
    }
    guard rowCount > 0, priceCount == rowCount else { return }
    throw ImportError(
      part.label,
      found: "no volume in the first \(rowCount) klines, which count trades all the same",
      expected: "klines of trades",
      advice: "leave it out: these are klines of mark, index or premium prices")
  }

  /// What the first column of a row says.
  private static func key(_ row: borrowing Span<UInt8>, _ layout: ArchiveLayout) -> Int64 {
    guard let value = row.digits(from: 0)?.value else { return .max }
    guard layout.isKlines else { return value }
    return LocalTime.Unit(magnitudeOf: value) == .ms ? value * 1000 : value
  }

  /// The archive's own rule: a header begins with a letter (perhaps behind a byte order mark).
  static func isHeader(_ line: borrowing Span<UInt8>) -> Bool {
    let start = line.count > 3 && line[0] == 0xef && line[1] == 0xbb && line[2] == 0xbf ? 3 : 0
    guard line.count > start else { return false }
    let byte = line[start] | 0x20
    return byte >= 0x61 && byte <= 0x7a
  }

  /// Lines before the first row.
  var headLines: Int { table?.headLines ?? 0 }

  /// How a file of another program is read.
  var note: String? { table?.readAs.map { "\(part.label) read as: \($0)" } }

  /// What to do about a row that is wrong: of the archive's own files there is another copy.
  var advice: String { url.map { "fetch \($0) again" } ?? "mend that line, or leave it out" }

  /// For errors.
  var columnNames: String { table?.readAs ?? layout.columnNames }

  /// Whether the first row is written as Binance does, under a header that fits.
  private static func isNative(_ lines: LineReader, _ header: [UInt8]?) -> Bool {
    lines.withLine { line in
      guard let layout = ArchiveLayout(row: line) else { return false }
      if let header, !layout.accepts(header: header.span) { return false }
      return (try? ArchiveRow(line, layout.columns)) != nil
    }
  }

  private static func header(_ part: InputPart) throws -> (
    text: [UInt8], location: ImportError.Location
  ) {
    let lines = try part.rowLines()
    while try lines.next() {
      let text = lines.withLine { [UInt8]($0) }
      if !text.isEmpty { return (text, lines.location) }
    }
    return ([], lines.location)
  }

  private static func layout(
    _ lines: LineReader, of part: InputPart,
    header: (text: [UInt8], location: ImportError.Location)?,
    _ name: ArchiveName
  ) throws -> ArchiveLayout {
    let found = lines.withLine { ArchiveLayout(row: $0) }
    let isAccepted = header.map { found?.accepts(header: $0.text.span) ?? false } ?? true
    guard let found, isAccepted else {
      let shown = header?.text ?? lines.withLine { [UInt8]($0) }
      let columns = shown.count { $0 == 0x2c } + 1
      throw ImportError(
        part.label, header?.location ?? lines.location,
        found: "\(columns) columns: \(excerpt(shown.span))",
        expected: (found.map { [$0] } ?? [.klines, .ohlcv, .spotTrades, .spotAggTrades])
          .map(\.columnNames).joined(separator: " or "),
        advice: lines.withLine { advice($0) })
    }
    if let data = name.kind?.data, data != found.data {
      throw ImportError(
        part.label, lines.location,
        found: "rows of \(found.data) (\(lines.withLine { excerpt($0) }))",
        expected: "\(data), as the name says", advice: "rename the file to what it holds")
    }
    return found
  }

  private static func advice(_ line: borrowing Span<UInt8>) -> String {
    if HftLine(line) != nil { return "this looks like: tool import hftbacktest" }
    if CryptofeedLine(line) != nil { return "this looks like: tool import cryptofeed" }
    return "name the columns in a header line: time, open, high, low, close, volume"
  }

  private static func symbol(
    _ part: InputPart, _ name: ArchiveName, _ options: ArchiveOptions
  ) throws -> String {
    let wanted = options.symbol.map { upperCased($0) }
    guard let symbol = wanted ?? name.symbol else {
      throw ImportError(
        part.label, found: "no symbol in the name \"\(part.name)\"",
        expected: "a name such as BTCUSDT-1m-2020-01-01.csv", advice: "add --symbol")
    }
    // A name without a kind may be any word in capitals.
    if let named = name.symbol, name.kind != nil, named != symbol {
      throw ImportError(
        part.label, found: "the symbol \(named) in the name",
        expected: "\(symbol), as --symbol says",
        advice: "leave --symbol out, or the file")
    }
    return symbol
  }

  /// Nil where neither the user nor the path says it.
  private static func venue(_ part: InputPart, _ options: ArchiveOptions) throws -> Venue? {
    let named = Venue(path: part.file.path)
    if let wanted = options.venue, let named, named != wanted {
      throw ImportError(
        part.label, found: "the venue \(named.rawValue) in the path",
        expected: "\(wanted.rawValue), as --venue says",
        advice: "leave --venue out, or the file")
    }
    return options.venue ?? named
  }

  private static func interval(
    _ part: InputPart, _ name: ArchiveName, _ options: ArchiveOptions
  ) throws -> Interval {
    let all = Interval.allCases.map(\.rawValue).joined(separator: " ")
    if case .unknownInterval(let text) = name.kind, options.interval ?? options.intervalElse == nil
    {
      throw ImportError(
        part.label, found: "the interval \"\(text)\" in the name",
        expected: "one of \(all) (or 1mo)",
        advice: "add --interval if the name is wrong")
    }
    var named: Interval?
    if case .klines(let interval) = name.kind { named = interval }
    guard let interval = options.interval ?? named ?? options.intervalElse else {
      throw ImportError(
        part.label, found: "no interval in the name \"\(part.name)\"",
        expected: "a name such as BTCUSDT-1m-2020-01-01.csv", advice: "add --interval (\(all))")
    }
    if let named, named != interval {
      throw ImportError(
        part.label, found: "the interval \(named.rawValue) in the name",
        expected: "\(interval.rawValue), as --interval says",
        advice: "leave --interval out, or the file")
    }
    return interval
  }
}
