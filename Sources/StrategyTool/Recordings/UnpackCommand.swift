import ArgumentParser
import Recording

/// `tool unpack`: packed recordings as they were.
struct UnpackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unpack",
    abstract: "Make plain segments of packed ones, byte for byte as they were.",
    discussion: """
      Records come back byte for byte, and so do the compressed bytes around them if this machine's \
      zlib is as the one that made them; if not, that is said. What is damaged is told and left out; \
      the rest is unpacked.

      Examples:
        tool unpack archive --output btc
        tool unpack archive --replace
        tool unpack archive/20240808T140000Z-demo-000001.pack --output btc

      Exit status: 0 unpacked, 1 failure, 2 wrong usage, 3 something is damaged.
      """)

  @Argument(
    help: ArgumentHelp("Folders or segments.", valueName: "recording"))
  var paths: [String]

  @Option(help: "A folder for the plain segments.")
  var output: String?

  @Flag(help: "Put each plain segment in the place of the packed one, which is deleted.")
  var replace = false

  @Flag(help: "Print what was done as JSON.")
  var json = false

  func validate() throws {
    if (output == nil) != replace {
      throw ValidationError("Give either --output FOLDER or --replace.")
    }
  }

  func run() throws {
    var options = Unpacking.Options()
    options.replaces = replace
    let bar = ProgressOfTwo("unpack")
    let unpacking = try Unpacking(try Recording(paths: paths), output: output, options: options) {
      bar.update($0, of: $1)
    }
    bar.finish()
    for reason in unpacking.left { Console.report("note: left as it is: \(reason)") }
    for damage in unpacking.damages { Console.report("damage: \(damage.message)") }
    let conversion = ConversionText(
      segmentCount: unpacking.segmentCount, bytesBefore: unpacking.bytesBefore,
      bytesAfter: unpacking.bytesAfter, rawBytes: unpacking.rawBytes,
      packedBytes: unpacking.bytesBefore, memberCount: unpacking.memberCount,
      otherMemberCount: unpacking.otherMemberCount, left: unpacking.left,
      damages: unpacking.damages, where: output ?? paths.joined(separator: " "))
    try conversion.print(json: json)
    if !unpacking.damages.isEmpty { throw ExitCode(3) }
  }
}
