import ArgumentParser
import Basics
import Recording
import Runs

/// `tool compact`: the same records in fewer bytes.
struct CompactCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compact",
    abstract: "Compress a recording more tightly, in larger blocks.",
    discussion: """
      Segments keep their names, records and sequence numbers: zcat gives the same bytes. Each new \
      segment is read back and compared before it is kept. Level 9 is slow: about 9 MB/s, and a tenth \
      smaller than as recorded. A damaged recording must be repaired first.

      Examples:
        tool compact btc --output btc-compact
        tool compact btc --in-place
        tool compact btc --in-place --block 4M
      """)

  @Argument(help: ArgumentHelp("The recording's folder.", valueName: "recording"))
  var path: String

  @Option(help: "A new folder for the compacted recording.")
  var output: String?

  @Flag(help: "Replace the segments where they are. Those not sealed yet are left alone.")
  var inPlace = false

  @Option(help: "zlib's compression level, 1 to 9.")
  var level = 9

  @Option(help: "Bytes of records in a block, up to 16M: larger ones cost more to seek in.")
  var block = SizeArgument(argument: "1M")!

  @Flag(help: "Print what was done as JSON.")
  var json = false

  func validate() throws {
    if (output == nil) != inPlace {
      throw ValidationError("Give either --output FOLDER or --in-place.")
    }
    guard (1...9).contains(level) else {
      throw ValidationError("level \(level): expected 1 to 9.")
    }
    guard block.bytes >= 1, block.bytes <= Int64(RecordingLimits.blockRawBytesWantedMax) else {
      throw ValidationError("block of \(block.bytes) bytes: expected 1 to 16M.")
    }
  }

  func run() throws {
    var options = Compaction.Options()
    options.level = level
    options.blockRawBytes = Int(block.bytes)
    let interruption = Interruption()
    defer { interruption.stopListening() }
    let compaction = try Compaction(directory: path, output: output, options: options) {
      try interruption.check()
      Console.show(.progress(RunProgress("compact", done: $0, total: 0)))
    }
    for reason in compaction.left { Console.report("note: left as it is: \(reason)") }
    let after = compaction.bytesAfter
    if json {
      return try Console.line(
        JSONValue.object([
          ("recording", .string(output ?? path)),
          ("segments", .integer(Int64(compaction.segmentCount))),
          ("bytesBefore", .integer(compaction.bytesBefore)), ("bytesAfter", .integer(after)),
          ("left", .array(compaction.left.map { .string($0) })),
        ]).text)
    }
    try Console.line(
      "\(counted(compaction.segmentCount, "segment")): \(compaction.bytesBefore) bytes before, "
        + "\(after) after (\(timesText(compaction.bytesBefore, after))x) in "
        + (output ?? path))
  }
}
