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

  @Argument(
    help: ArgumentHelp("Folders or segments.", valueName: "recording"))
  var paths: [String]

  @Option(help: "A folder for the packed segments.")
  var output: String?

  @Flag(help: "Put each packed segment in the place of its source, which is deleted.")
  var replace = false

  @Flag(
    inversion: .prefixedNo, help: "Unpack each segment again and compare, before it is kept.")
  var verify = true

  @Flag(help: "Print what was done as JSON.")
  var json = false

  func validate() throws {
    if (output == nil) != replace {
      throw ValidationError("Give either --output FOLDER or --replace.")
    }
    if replace, !verify {
      throw ValidationError("--no-verify and --replace: nothing is deleted unverified.")
    }
  }

  func run() throws {
    var options = Packing.Options()
    options.verifies = verify
    options.replaces = replace
    let bar = ProgressOfTwo("pack")
    let packing = try Packing(try Recording(paths: paths), output: output, options: options) {
      bar.update($0, of: $1)
    }
    bar.finish()
    for reason in packing.left { Console.report("note: left as it is: \(reason)") }
    let conversion = ConversionText(
      segmentCount: packing.segmentCount, bytesBefore: packing.bytesBefore,
      bytesAfter: packing.bytesAfter, rawBytes: packing.rawBytes, packedBytes: packing.bytesAfter,
      memberCount: packing.memberCount,
      otherMemberCount: verify ? packing.otherMemberCount : nil,
      left: packing.left, damages: [], where: output ?? paths.joined(separator: " "))
    try conversion.print(json: json)
  }
}
