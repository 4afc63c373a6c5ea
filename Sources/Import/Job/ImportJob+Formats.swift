package import Binance
import Market

extension ImportJob {
  /// Files of hftbacktest's collectors. Files of one symbol follow each other by their first
  /// frames, in whatever order they are named; several symbols are merged by time, each on a connection
  /// of its own.
  ///
  /// - Parameters:
  ///   - symbol: of order book snapshots, where no frame names it.
  ///   - venue: if nil, the first frames show it (see `VenueGuess`).
  package static func hftbacktest(
    _ paths: [String], symbol: String? = nil, venue: BinanceSite? = nil
  ) throws -> ImportJob {
    let meter = ImportMeter()
    let tally = LineTally()
    var files: [ImportedFile] = []
    var groups = Groups()
    for input in try inputs(paths) {
      var contents: [String] = []
      for part in try input.parts() {
        let head = try HftHead(part)
        guard let venue = venue ?? head.venue else {
          throw ImportError(
            part.label, found: "no frame that names the exchange",
            expected: "trades, depth or bookTicker among the first lines",
            advice: "add --venue (\(BinanceSite.allCases.map(\.rawValue).joined(separator: ", ")))")
        }
        let symbol = symbol.map { upperCased($0) } ?? head.symbol
        let content = "\(venue.rawValue) \(symbol ?? "frames")"
        contents.append(content)
        let group = groups.number(of: content)
        let context = HftReader.Context(
          connection: UInt32(group + 1), venue: venue, symbol: symbol, tally: tally,
          opened: ImportedPayload.opened(url: head.url(at: venue), from: part.name))
        groups.links[group].append(
          .init(label: part.label, file: files.count, firstNs: head.firstNs) { isFirst in
            var context = context
            if !isFirst { context.opened = nil }
            return try HftReader(part, context, meter: meter)
          })
      }
      files.append(.init(path: input.path, byteCount: input.byteCount, contents: contents))
    }
    return try ImportJob(files: files, groups: groups, meter: meter, rotateNs: hourNs, tally: tally)
  }

  /// Raw files of cryptofeed. Those that differ only in the number at their end (NAME.0, NAME.1)
  /// are one connection, by their first lines, in whatever order they are named; connections are merged by
  /// time.
  ///
  /// - Parameter venue: the exchange of websocket files whose first part is missing.
  package static func cryptofeed(
    _ paths: [String], venue: BinanceSite? = nil
  ) throws -> ImportJob {
    let meter = ImportMeter()
    let tally = LineTally()
    var files: [ImportedFile] = []
    var groups = Groups()
    var connections: [CryptofeedConnection] = []
    for input in try inputs(paths) {
      var contents: [String] = []
      for part in try input.parts() {
        let name = cryptofeedConnectionName(part.name)
        contents.append("connection \(name)")
        let group = groups.number(of: name)
        if group == connections.count {
          connections.append(CryptofeedConnection(number: UInt32(group + 1), venue: venue))
        }
        groups.links[group].append(
          .init(
            label: part.label, file: files.count, firstNs: try CryptofeedLine.firstNs(part)
          ) { [connection = connections[group]] _ in
            try CryptofeedReader(part, connection, meter: meter, tally: tally)
          })
      }
      files.append(.init(path: input.path, byteCount: input.byteCount, contents: contents))
    }
    return try ImportJob(files: files, groups: groups, meter: meter, rotateNs: hourNs, tally: tally)
  }

  /// ZIPs and CSVs of Binance's archive. Rows of the same venue, symbol and kind are put in the order of
  /// their ids or times, in whatever order they stand and files are named; different kinds are merged by
  /// time. A `.CHECKSUM` beside a file must agree with it.
  package static func binanceArchive(
    _ paths: [String], _ options: ArchiveOptions = ArchiveOptions()
  ) throws -> ImportJob {
    let meter = ImportMeter()
    var files: [ImportedFile] = []
    var streams: [ArchiveStream] = []
    var numbers: [String: Int] = [:]
    var (venues, notes): ([Venue], [String]) = ([], [])
    for input in try inputs(paths.filter { !isChecksumOfOther($0, paths) }) {
      let isVerified = try Checksum.verify(input.path)
      var contents: [String] = []
      let (parts, passedOver) = try input.contents()
      notes += passedOver.map { "\($0) is no CSV and was passed over" }
      for part in parts {
        let plan = try ArchivePlan(part, options)
        contents.append(plan.group)
        notes += plan.note.map { [$0] } ?? []
        if !venues.contains(plan.venue) { venues.append(plan.venue) }
        let number = numbers[plan.group] ?? streams.count
        numbers[plan.group] = number
        if number == streams.count { streams.append(ArchiveStream(number: number, meter: meter)) }
        streams[number].add(plan, file: files.count)
      }
      files.append(.init(path: input.path, byteCount: input.byteCount, contents: contents))
      files[files.count - 1].isVerified = isVerified
    }
    try checkGroups(streams.count, files.first?.path ?? "")
    let job = ImportJob(
      files: files, streams: streams, meter: meter, rotateNs: nil, tally: LineTally())
    job.venues = venues
    job.notes = notes
    return job
  }

  private static let hourNs: Int64 = 3_600_000_000_000

  /// `BTCUSDT-1m-2020-01-*` names checksums as well; they are read with their files.
  private static func isChecksumOfOther(_ path: String, _ paths: [String]) -> Bool {
    let suffix = ".CHECKSUM"
    return path.hasSuffix(suffix) && paths.contains(String(path.dropLast(suffix.count)))
  }

  /// `BINANCE.ws.1.0.gz` is part 0 of connection `BINANCE.ws.1`.
  static func cryptofeedConnectionName(_ fileName: String) -> String {
    var parts = fileName.split(separator: ".", omittingEmptySubsequences: false)
    if let last = parts.last, ["gz", "zip", "txt"].contains(last) { parts.removeLast() }
    if parts.count > 1, let last = parts.last, !last.isEmpty, last.allSatisfy(\.isNumber) {
      parts.removeLast()
    }
    return parts.joined(separator: ".")
  }

  private convenience init(
    files: [ImportedFile], groups: Groups, meter: ImportMeter, rotateNs: Int64?, tally: LineTally
  ) throws {
    try ImportJob.checkGroups(groups.links.count, files.first?.path ?? "")
    self.init(
      files: files, streams: groups.links.map(FileChain.init), meter: meter, rotateNs: rotateNs,
      tally: tally)
  }
}

/// Files of a collector that follow each other.
private struct FileChain: ImportStream {
  let links: [ChainReader.Link]

  func open(sorting: Bool, folder: String) -> any StreamReader { ChainReader(links) }
}

/// Files sorted into streams, both in the order of their first appearance.
private struct Groups {
  private var numbers: [String: Int] = [:]
  var links: [[ChainReader.Link]] = []

  mutating func number(of name: String) -> Int {
    if let number = numbers[name] { return number }
    numbers[name] = links.count
    links.append([])
    return links.count - 1
  }
}

extension ImportedFile {
  fileprivate init(path: String, byteCount: Int64, contents: [String]) {
    self.path = path
    self.byteCount = byteCount
    var unique: [String] = []
    for content in contents where !unique.contains(content) { unique.append(content) }
    content = unique.joined(separator: ", ")
  }
}
