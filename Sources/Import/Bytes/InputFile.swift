/// A file that an import was given. It is open, and its first bytes were looked at.
package struct InputFile: Sendable {
  /// How the file is packed, which its first bytes show; the name is not asked.
  package enum Packing: Equatable, Sendable { case plain, gzip, zip }

  package let path: String
  package let byteCount: Int64
  package let packing: Packing

  package init(path: String) throws {
    let file = try FileBytes(path: path)
    self.path = path
    byteCount = file.byteCount
    packing = try InputFile.packing(of: try file.bytes(at: 0, count: 512), path)
  }

  /// The last part of the path.
  package var name: String { InputFile.name(ofPath: path) }

  static func name(ofPath path: String) -> String {
    String(path.split(separator: "/").last ?? "")
  }

  /// The texts in the file: itself, or each file in a ZIP, in the order of its directory.
  package func parts() throws -> [InputPart] { try contents().parts }

  /// The same, and the names of files in a ZIP that lie beside its CSVs and are none.
  func contents() throws -> (parts: [InputPart], passedOver: [String]) {
    guard packing == .zip else { return ([InputPart(file: self, entry: nil, name: name)], []) }
    let all = try ZipDirectory(FileBytes(path: path)).entries
      // macOS adds resource forks in this folder.
      .filter { !$0.isFolder && !$0.name.hasPrefix("__MACOSX/") }
    guard !all.isEmpty else {
      throw ImportError(
        path, found: "a ZIP without files", expected: "at least one file in it",
        advice: "fetch the file anew")
    }
    let tables = all.filter { $0.name.lowercased().hasSuffix(".csv") }
    let entries = tables.isEmpty ? all : tables
    let others = all.filter { !entries.contains($0) }.map { "\(path)(\($0.name))" }
    // Binance's archive puts one CSV of the same name into each ZIP. So if there is only one, the
    // ZIP's name counts, whatever the CSV is called.
    if entries.count == 1 {
      return ([InputPart(file: self, entry: entries[0], name: name)], others)
    }
    let parts = entries.map {
      InputPart(file: self, entry: $0, name: InputFile.name(ofPath: $0.name))
    }
    return (parts, others)
  }

  private static let foreignPackings: [(magic: [UInt8], name: String, unpack: String)] = [
    ([0xfd, 0x37, 0x7a, 0x58, 0x5a], "xz data", "unxz"),
    ([0x28, 0xb5, 0x2f, 0xfd], "zstd data", "unzstd"),
    (Array("BZh".utf8), "bzip2 data", "bunzip2"),
    ([0x37, 0x7a, 0xbc, 0xaf], "a 7z archive", "7z x"),
  ]

  private static func packing(of head: [UInt8], _ path: String) throws -> Packing {
    if head.starts(with: [0x1f, 0x8b]) { return .gzip }
    if head.starts(with: [0x50, 0x4b, 3, 4]) || head.starts(with: [0x50, 0x4b, 5, 6]) {
      return .zip
    }
    for foreign in foreignPackings where head.starts(with: foreign.magic) {
      throw ImportError(
        path, .offset(0), found: foreign.name, expected: "text, gzip or ZIP",
        advice: "unpack it first with \(foreign.unpack)")
    }
    for (magic, name, reader) in [
      ("PAR1", "a Parquet file", "read_parquet"), ("ARROW1", "a Feather file", "read_feather"),
      ("FEA1", "a Feather file", "read_feather"),
    ] where head.starts(with: magic.utf8) {
      throw ImportError(
        path, .offset(0), found: name, expected: "text, gzip or ZIP",
        advice: "make a CSV of it: python3 -c 'import pandas; "
          + "pandas.\(reader)(\"\(InputFile.name(ofPath: path))\").to_csv(\"candles.csv\")'")
    }
    // UTF-16 has zeros in its text.
    if head.starts(with: [0xff, 0xfe]) || head.starts(with: [0xfe, 0xff]) { return .plain }
    if let zero = head.firstIndex(of: 0) {
      throw ImportError(
        path, .offset(Int64(zero)), found: "binary data \(excerpt(head.span))",
        expected: "text, gzip or ZIP", advice: "check that this is the file you meant")
    }
    return .plain
  }
}

/// One text to read: a file, or one file of several in a ZIP.
package struct InputPart: Sendable {
  package let file: InputFile
  package let entry: ZipEntry?
  /// A file name without folders, which may name kind, symbol and interval.
  package let name: String

  /// How errors name it.
  package var label: String {
    guard let entry else { return file.path }
    return "\(file.path)(\(entry.name))"
  }

  package func bytes(meter: ImportMeter? = nil) throws -> any ByteSource {
    let bytes = try FileBytes(path: file.path, meter: meter)
    if let entry { return try ZipEntryBytes(bytes, entry) }
    return file.packing == .gzip ? GzipBytes(PlainBytes(bytes), name: file.path) : PlainBytes(bytes)
  }

  /// The same as lines of UTF-8, for tables: see `TextBytes`.
  func text(meter: ImportMeter? = nil) throws -> any ByteSource {
    TextBytes(try bytes(meter: meter), name: label)
  }

  func rowLines(meter: ImportMeter? = nil) throws -> LineReader {
    LineReader(try text(meter: meter), name: label, lineBytesMax: ImportLimits.rowBytesMax)
  }

  package func lines(lineBytesMax: Int, meter: ImportMeter? = nil) throws -> LineReader {
    LineReader(try bytes(meter: meter), name: label, lineBytesMax: lineBytesMax)
  }
}
