import Archive
import ArgumentParser
import Basics
import Recording
import Runs

/// `tool verify`: whether a recording is as it was written.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check every byte, count, order, end and id of a recording.",
    discussion: """
      Finds flipped bytes, cut ends, missing, renamed and repeated segments, blocks from elsewhere, \
      garbage, and members whose records are not what their header says. Each finding says the file, \
      the offset, what is lost and what to do. Then it reads every frame: trades missing, doubled and \
      out of order by their ids, malformed frames; of books the updates missing between others, and how \
      long each was joined to a snapshot. Changes nothing.

      Exit status: 0 whole, 3 if anything is damaged, missing or malformed, 1 unreadable.

      Examples:
        tool verify recordings/demo
        tool verify btc --json
        tool verify btc || tool repair btc
      """)

  @Argument(
    help: ArgumentHelp(
      "Folders of segments, single segments, or - for standard input.", valueName: "recording"))
  var paths: [String]

  @Flag(help: "Print the findings as one JSON document.")
  var json = false

  func run() throws {
    let recording = try RecordingArguments.recording(at: paths)
    let total = recording.segments.reduce(0) { $0 + $1.byteCount }
    let result = try Verification(recording) {
      Console.show(.progress(RunProgress("verify", done: $0, total: total)))
    }
    let frames =
      result.outcome == .unreadable ? nil : try FeedCheck(recording, observe: Console.show)
    if json {
      try Console.line(
        JSONValue.object(result.facts + [("frames", frames?.json ?? .null)]).text)
    } else {
      for line in frames?.lines ?? [] { try Console.line(line) }
      if let frames, frames.unlistedCount > 0 {
        try Console.line("… and \(frames.unlistedCount) more findings")
      }
      try Console.line(result.text)
      if let frames, !frames.isWhole {
        try Console.line(
          "in the frames: \(frames.missingCount) trades missing, "
            + (frames.missingCandleCount > 0
              ? "\(frames.missingCandleCount) candles missing, " : "")
            + (frames.contradictionCount > 0
              ? "\(frames.contradictionCount) contradictions, " : "")
            + (frames.lateCount > 0 ? "\(frames.lateCount) trades too late, " : "")
            + (frames.depthGapCount > 0
              ? "\(counted(frames.depthGapCount, "gap")) in books, " : "")
            + (frames.unjoinedBookCount > 0
              ? "\(frames.unjoinedBookCount) books never joined, " : "")
            + (frames.lossCount > 0
              ? "frames dropped \(counted(frames.lossCount, "time")), " : "")
            + (frames.endsInOutage ? "streams not recorded at the end, " : "")
            + "\(frames.malformedCount) frames malformed")
      }
    }
    switch result.outcome {
    case .whole: if frames?.isWhole == false { throw ExitCode(3) }
    case .damaged: throw ExitCode(3)
    case .unreadable: throw ExitCode(1)
    }
  }
}

extension Verification {
  /// For people: the findings, then one line that sums them up.
  var text: String {
    var lines = damages.map { "damage: \($0.message)" }
    if damageCount > damages.count {
      lines.append("… and \(damageCount - damages.count) more of these")
    }
    lines += notes.map { "note: \($0)" }
    lines.append(
      "\(outcome.rawValue): \(recordCount) records in \(counted(blockCount, "block")), "
        + "\(counted(segmentCount, "segment")), \(rawBytes) bytes of records\(loss)")
    return lines.joined(separator: "\n")
  }

  private var loss: String {
    guard damageCount > 0 else { return "" }
    let least = isLossUnknown ? "at least " : ""
    return "; \(counted(damageCount, "damage")), \(least)\(recordsLost) records lost"
  }
}
