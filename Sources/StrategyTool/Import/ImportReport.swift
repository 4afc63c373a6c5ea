import Archive
import Basics
import Foundation
import Import
import Market
import Recording
import Runs

/// What an import did, for people or as JSON.
struct ImportReport {
  private static let filesShownMax = 40

  private let summary: ImportSummary
  private let folder: String
  private let segments: Int
  private let bytesOnDisk: Int64

  init(_ summary: ImportSummary, folder: String) throws {
    self.summary = summary
    self.folder = folder
    let recording = try Recording(paths: [folder], packed: PackedDecoder.self)
    segments = recording.segments.count
    bytesOnDisk = recording.segments.reduce(0) { $0 + $1.byteCount }
  }

  func write(json: Bool) throws {
    try Console.line(json ? self.json.text : text)
    reportNotes()
  }

  private func reportNotes() {
    for event in summary.findings.events { Console.show(event) }
    if summary.backwards > 0 {
      Console.report(
        "note: \(summary.backwards) times ran backwards, by up to "
          + "\(summary.backwardsMaxNs / 1_000_000) ms; they were raised to the latest before them")
    }
    if summary.tornLines > 0 {
      Console.show(
        .warning("\(summary.tornLines) files break off within their last line; it was left out"))
    }
    if summary.configurationLines > 0 {
      Console.report(
        "note: \(summary.configurationLines) lines of the collector's configuration were left out")
    }
  }

  var text: String {
    var rows = [["file", "content", "frames", "bytes"]]
    for file in summary.files.prefix(Self.filesShownMax) {
      let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
      let content = file.content + (file.isVerified ? ", checksum agrees" : "")
      rows.append([name, content, String(file.frames), String(file.byteCount)])
    }
    let left = summary.files.count - Self.filesShownMax
    if left > 0 { rows.append(["… and \(left) more", "", "", ""]) }
    let kinds = summary.recordsByKind.map { "\($0.count) \($0.kind.letter)" }
    let ratio = Double(summary.payloadBytes) / Double(max(1, bytesOnDisk))
    var lines = [
      TextTable(rows).text,
      "records  \(summary.records) (\(kinds.joined(separator: ", ")))",
      "bytes    \(bytesIn) read, \(summary.payloadBytes) of frames, \(bytesOnDisk) on disk "
        + "(\(String(format: "%.2f", ratio))x) in \(segments) \(segments == 1 ? "segment" : "segments")",
    ]
    if let first = summary.firstNs, let last = summary.lastNs {
      lines.append(
        "time     \(isoText(ns: first, decimals: 9)) to \(isoText(ns: last, decimals: 9))")
    }
    return lines.joined(separator: "\n")
  }

  var json: JSONValue {
    .object([
      ("output", .string(folder)), ("files", .array(summary.files.map(Self.json))),
      ("records", .integer(Int64(summary.records))),
      (
        "recordsByKind",
        .object(
          summary.recordsByKind.map { (String($0.kind.letter), .integer(Int64($0.count))) })
      ), ("bytesIn", .integer(bytesIn)), ("payloadBytes", .integer(summary.payloadBytes)),
      ("bytesOnDisk", .integer(bytesOnDisk)), ("segments", .integer(Int64(segments))),
      ("firstNs", summary.firstNs.map { .integer($0) } ?? .null),
      ("lastNs", summary.lastNs.map { .integer($0) } ?? .null),
      ("backwards", .integer(Int64(summary.backwards))),
      ("backwardsMaxNs", .integer(summary.backwardsMaxNs)),
      ("configurationLines", .integer(Int64(summary.configurationLines))),
      ("tornLines", .integer(Int64(summary.tornLines))),
      ("movedRows", .integer(Int64(summary.findings.movedCount))),
      ("repeatedRows", .integer(Int64(summary.findings.repeatedCount))),
      ("conflicts", .integer(Int64(summary.findings.conflicts.count))),
      ("repairedRows", .integer(Int64(summary.findings.repaired.count))),
      ("inconsistentRows", .integer(Int64(summary.findings.inconsistent.count))),
      ("roundedNumbers", .integer(Int64(summary.findings.roundedCount))),
      ("skippedRows", .integer(Int64(summary.findings.skipped.count))),
      ("missing", .array(summary.findings.missing.map { .string($0) })),
    ])
  }

  private var bytesIn: Int64 { summary.files.reduce(0) { $0 + $1.byteCount } }

  private static func json(_ file: ImportedFile) -> JSONValue {
    .object([
      ("path", .string(file.path)), ("bytes", .integer(file.byteCount)),
      ("content", .string(file.content)), ("checksumAgrees", .bool(file.isVerified)),
      ("frames", .integer(Int64(file.frames))),
    ])
  }
}
