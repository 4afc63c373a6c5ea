import Archive
import ArgumentParser
import Recording

/// `tool unpack`: packed recordings as they were.
struct UnpackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unpack",
    abstract: "Make plain segments of packed ones, byte for byte as they were.",
    discussion: """
      Records come back byte for byte, and so do the compressed bytes around them if this machine's \
      zlib is as the one that made them; if not, that is said. What is damaged is reported and left out; \
      the rest is unpacked, unless it is to replace the damaged segment.

      Examples:
        tool unpack archive --output btc
        tool unpack archive --replace
        tool unpack archive/20240808T140000Z-demo-000001.pack --output btc

      Exit status: 0 unpacked, 1 failure, 2 wrong usage, 3 something is damaged.
      """)

  @OptionGroup var arguments: ConversionArguments

  func run() throws {
    try arguments.run("unpack", Conversion.Options(), packedBytes: \.bytesBefore) {
      try Conversion.unpack($0, output: arguments.output, options: $1, progress: $2)
    }
  }
}
