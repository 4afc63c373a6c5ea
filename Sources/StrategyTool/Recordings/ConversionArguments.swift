import Archive
import ArgumentParser
import Recording
import Runs

/// What `tool pack` and `tool unpack` have in common.
struct ConversionArguments: ParsableArguments {
  @Argument(help: ArgumentHelp("Folders or segments.", valueName: "recording"))
  var paths: [String]

  @Option(help: "A folder for the new segments.")
  var output: String?

  @Flag(help: "Replace each source by its new segment.")
  var replace = false

  @Flag(help: "Print what was done as JSON.")
  var json = false

  func validate() throws {
    if (output == nil) != replace {
      throw ValidationError("Give either --output FOLDER or --replace.")
    }
  }

  /// Converts the recording with a progress bar, and prints what was done and what was left.
  ///
  /// - Throws: `ExitCode(3)` at the end if something is damaged.
  func run(
    _ title: String, _ options: Conversion.Options, packedBytes: (Conversion) -> Int64,
    _ convert: (
      Recording, Conversion.Options, _ progress: (_ done: Int64, _ of: Int64) -> Void
    ) throws -> Conversion
  ) throws {
    var options = options
    options.replaces = replace
    let conversion = try convert(try Recording(paths: paths, packed: PackedDecoder.self), options) {
      Console.show(.progress(RunProgress(title, done: $0, total: $1)))
    }
    for reason in conversion.left { Console.report("note: left as it is: \(reason)") }
    for damage in conversion.damages { Console.report("damage: \(damage.message)") }
    let text = ConversionText(
      title: title, conversion: conversion, packedBytes: packedBytes(conversion),
      isCompared: options.verifies, paths: output ?? paths.joined(separator: " "))
    try json ? text.printJSON() : text.print()
    if !conversion.damages.isEmpty { throw ExitCode(3) }
  }
}
