import Archive
import ArgumentParser
import Recording

/// `tool pack`: recordings for the archive.
struct PackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack",
    abstract: "Make a recording smaller than xz would, and quicker to read.",
    discussion: """
      Segments that have ended are written anew as columns, one .pack file each. Every command reads \
      them as it reads plain ones, in mixed folders too; only zcat does not: 'tool cat' and 'tool \
      unpack' give the same bytes. Each packed segment is unpacked again and compared with its source \
      before it is kept. A damaged recording must be repaired first.

      Examples:
        tool pack btc --output archive
        tool pack btc --replace
        tool pack btc/20240808T*.gz --output archive

      Exit status: 0 packed, 1 failure, 2 wrong usage.
      """)

  @OptionGroup var arguments: ConversionArguments

  @Flag(
    inversion: .prefixedNo, help: "Unpack each segment again and compare, before it is kept.")
  var verify = true

  func validate() throws {
    if arguments.replace, !verify {
      throw ValidationError("--no-verify and --replace: nothing is deleted unverified.")
    }
  }

  func run() throws {
    var options = Conversion.Options()
    options.verifies = verify
    try arguments.run("pack", options, packedBytes: \.bytesAfter) {
      try Conversion.pack($0, output: arguments.output, options: $1, progress: $2)
    }
  }
}
