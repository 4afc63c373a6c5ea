import Basics
import Feed
import Recording

/// What `tool status` prints.
struct StatusText {
  private let recent: RecentContents
  /// The stretch that was looked at.
  private let lastNs: Int64
  private let nowNs: Int64
  private let freeBytes: Int64?

  private static let streamsShownMax = 200

  init(_ recent: RecentContents, lastNs: Int64, nowNs: Int64, freeBytes: Int64?) {
    self.recent = recent
    self.lastNs = lastNs
    self.nowNs = nowNs
    self.freeBytes = freeBytes
  }

  /// Somebody records, something has come, and nothing is missing.
  var isWell: Bool {
    !recent.contents.writers.isEmpty && openCount > 0 && recent.missingTrades == 0
      && recent.lastFrameNs.map { nowNs - $0 <= lastNs } ?? false
  }

  private var ageNs: Int64? { recent.lastReceivedNs.map { max(nowNs - $0, 0) } }

  /// Streams that brought something, or were asked for and brought nothing.
  private var streams: [RecordingContents.Stream] { recent.contents.streams }

  private var frameCount: Int64 {
    recent.contents.kinds.first { $0.kind == .text }?.recordCount ?? 0
  }

  /// With its recorder every connection ends, though nobody was there to note it.
  private var openCount: Int {
    guard recent.isNow else { return 0 }
    return recent.contents.connections.count { $0.opened > $0.lost && $0.connection > 0 }
  }

  /// A recording may have begun later.
  private var spanNs: Int64 {
    guard let first = recent.contents.firstReceivedNs,
      let last = recent.isNow ? nowNs : recent.lastReceivedNs
    else { return lastNs }
    return max(min(lastNs, last - first), 1)
  }

  private func perSecond(_ count: Int64) -> Double { Double(count) * 1e9 / Double(spanNs) }

  var text: String {
    let writers = recent.contents.writers
    var lines = [
      "recorder     " + (writers.first ?? "nobody records there"),
      "last record  "
        + (recent.lastReceivedNs.map { "\(isoText(ns: $0)), \(Self.age(nowNs - $0)) ago" } ?? "none"),
      "in the last  \(durationText(ns: lastNs))\(recent.isNow ? "" : " before its end"): "
        + "\(frameCount) frames, \(decimal(perSecond(frameCount))) a second",
      "connections  \(openCount) open",
      "trades       \(recent.tradeCount), \(recent.missingTrades) missing",
      "disk         \(recent.contents.byteCount / 1_000_000) MB recorded, "
        + (freeBytes.map { "\($0 / 1_000_000) MB free" } ?? "free space unknown"),
    ]
    for gap in recent.contents.gaps.suffix(5) {
      lines.append("gap          \(isoText(ns: gap.receivedNs)) \(gap.text)")
    }
    for stream in streams.prefix(Self.streamsShownMax) {
      let last =
        stream.recordCount > 0 ? Self.age(nowNs - stream.lastReceivedNs) + " ago" : "nothing"
      lines.append(
        "stream       \(stream.name): \(decimal(perSecond(stream.recordCount))) a second, \(last)")
    }
    if streams.count > Self.streamsShownMax {
      lines.append("             and \(streams.count - Self.streamsShownMax) more streams")
    }
    return lines.joined(separator: "\n")
  }

  private static func age(_ ns: Int64) -> String {
    decimal(Double(max(ns, 0)) / 1e9) + " s"
  }

  var json: JSONValue {
    .object([
      ("recorder", recent.contents.writers.first.map { .string($0) } ?? .null),
      ("lastReceivedNs", recent.lastReceivedNs.map { .integer($0) } ?? .null),
      ("ageNs", ageNs.map { .integer($0) } ?? .null), ("lastNs", .integer(lastNs)),
      ("frames", .integer(frameCount)), ("connections", .integer(Int64(openCount))),
      ("trades", .integer(Int64(recent.tradeCount))),
      ("missingTrades", .integer(recent.missingTrades)),
      ("bytes", .integer(recent.contents.byteCount)),
      ("freeBytes", freeBytes.map { .integer($0) } ?? .null),
      (
        "streams",
        .array(
          streams.map {
            .object([
              ("name", .string($0.name)), ("frames", .integer($0.recordCount)),
              ("lastReceivedNs", .integer($0.lastReceivedNs)),
            ])
          })
      ),
    ])
  }
}
