import Basics
import Feed
import Market
import Recording

/// What `tool info` prints.
struct InfoText {
  private static let segmentsShownMax = 50
  private static let streamsShownMax = 200
  private static let connectionsShownMax = 50
  private static let gapsShownMax = 10

  private let info: RecordingContents

  init(_ info: RecordingContents) { self.info = info }

  var text: String {
    var parts = [summary, segments]
    if info.hasRecords { parts += [connections, streams, kinds] }
    parts += [gaps, info.missing.joined(separator: "\n")]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private var summary: String {
    var lines: [String] = []
    if let first = info.firstReceivedNs, let last = info.lastReceivedNs {
      lines.append("from     \(isoText(ns: first))")
      lines.append("to       \(isoText(ns: last)) (\(duration(last - first)))")
    }
    lines.append("records  \(info.recordCount) in \(counted(info.blockCount, "block"))")
    lines.append(
      "bytes    \(info.rawBytes) of records, \(info.byteCount) on disk (\(ratio)x) in "
        + counted(info.segments.count, "segment"))
    for session in info.sessions {
      lines.append(
        "session  \(session.about.id): \(session.recordCount) records in "
          + "\(counted(session.segmentCount, "segment")), by \(session.about.tool) on \(session.about.host)"
      )
    }
    for writer in info.writers { lines.append("writer   \(writer): recording now") }
    for path in info.strangers { lines.append("stranger \(path): no part of the recording") }
    return lines.joined(separator: "\n")
  }

  private var segments: String {
    var rows = [["segment", "records", "bytes", "from", "to", "end"]]
    for segment in info.segments.prefix(Self.segmentsShownMax) {
      rows.append([
        segment.name, String(segment.recordCount), String(segment.byteCount),
        segment.firstReceivedNs.map { isoText(ns: $0) } ?? "",
        segment.lastReceivedNs.map { isoText(ns: $0) } ?? "",
        segment.isEnded ? "ended" : segment.tailCount > 0 ? "in a tail" : "open",
      ])
    }
    return table(rows, left: info.segments.count - Self.segmentsShownMax)
  }

  private var connections: String {
    var rows = [["connection", "records", "bytes", "opened", "lost", "session"]]
    for connection in info.connections.prefix(Self.connectionsShownMax) {
      rows.append([
        "\(connection.connection) \(connection.url)", String(connection.recordCount),
        String(connection.payloadBytes), String(connection.opened), String(connection.lost),
        connection.session,
      ])
    }
    return table(rows, left: info.connections.count - Self.connectionsShownMax)
  }

  private var streams: String {
    let showsVenue = info.venues.count > 1
    var rows = [
      ["stream"] + (showsVenue ? ["venue"] : []) + ["records", "bytes", "from", "to"]
    ]
    for stream in info.receivedStreams.prefix(Self.streamsShownMax) {
      let venue = showsVenue ? [stream.venue?.rawValue ?? ""] : []
      rows.append(
        [stream.name] + venue + [
          String(stream.recordCount), String(stream.payloadBytes),
          isoText(ns: stream.firstReceivedNs), isoText(ns: stream.lastReceivedNs),
        ])
    }
    return table(rows, left: info.receivedStreams.count - Self.streamsShownMax)
  }

  private var kinds: String {
    var rows = [["kind", "records", "bytes"]]
    for kind in info.kinds {
      rows.append([
        "\(kind.kind.letter) \(Self.meaning(String(kind.kind.letter)))", String(kind.recordCount),
        String(kind.payloadBytes),
      ])
    }
    return table(rows, left: 0)
  }

  private var gaps: String {
    guard info.gapCount > 0 else { return "" }
    var lines = info.gaps.prefix(Self.gapsShownMax).map { gap in
      "gap      \(isoText(ns: gap.receivedNs)): \(gap.text)"
    }
    let left = info.gapCount - lines.count
    if left > 0 { lines.append("… and \(left) more gaps: tool cat --kind g") }
    return lines.joined(separator: "\n")
  }

  private func table(_ rows: [[String]], left: Int) -> String {
    guard rows.count > 1 else { return "" }
    return TextTable(rows).text + (left > 0 ? "\n… and \(left) more: --json lists all" : "")
  }

  private var ratio: String { timesText(info.rawBytes, info.byteCount) }

  private static func meaning(_ kind: String) -> String {
    let meanings = [
      "t": "text frames", "T": "text frames sent", "b": "binary frames",
      "B": "binary frames sent", "p": "pings", "P": "pings sent", "q": "pongs", "Q": "pongs sent",
      "c": "close frames", "C": "close frames sent", "o": "connections opened or restated",
      "x": "connections lost", "R": "HTTP requests", "r": "HTTP responses",
      "a": "rows of archive files", "m": "segments' metadata", "k": "clock samples",
      "g": "gaps", "d": "states of books", "z": "clean ends",
    ]
    return meanings[kind] ?? "unknown kind"
  }

  private func duration(_ ns: Int64) -> String {
    let seconds = ns / 1_000_000_000
    let (days, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
    let parts = [(days, "d"), (rest / 3600, "h"), (rest / 60 % 60, "m"), (rest % 60, "s")]
    let text = parts.filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined(separator: " ")
    return text.isEmpty ? "\(ns / 1_000_000) ms" : text
  }
}

/// `1 block`, `2 blocks`.
func counted(_ count: Int, _ what: String) -> String { "\(count) \(what)\(count == 1 ? "" : "s")" }

/// How many times larger one number is than another, to two decimals.
func timesText(_ number: Int64, _ other: Int64) -> String {
  let (scaled, overflow) = number.multipliedReportingOverflow(by: 100)
  guard !overflow, other > 0 else { return "0.00" }
  let hundredths = scaled / other
  let fraction = hundredths % 100
  return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
}
