import Archive
import ArgumentParser
import Recording

/// What `tool pack` and `tool unpack` are told alike.
struct ConversionArguments: ParsableArguments {
  @Argument(help: ArgumentHelp("Folders or segments.", valueName: "recording"))
  var paths: [String]

  @Option(help: "A folder for the new segments.")
  var output: String?

  @Flag(help: "Put each new segment in the place of its source, which is deleted.")
  var replace = false

  @Flag(help: "Print what was done as JSON.")
  var json = false

  func validate() throws {
    if (output == nil) != replace {
      throw ValidationError("Give either --output FOLDER or --replace.")
    }
  }

  /// Converts the recording with a progress bar, and tells what was done and what was left.
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
    let bar = ProgressOfTwo(title)
    let conversion = try convert(try Recording(paths: paths, packed: PackedDecoder.self), options) {
      bar.update($0, of: $1)
    }
    bar.finish()
    for reason in conversion.left { Console.report("note: left as it is: \(reason)") }
    for damage in conversion.damages { Console.report("damage: \(damage.message)") }
    let text = ConversionText(
      title: title, conversion: conversion, packedBytes: packedBytes(conversion),
      isCompared: options.verifies, paths: output ?? paths.joined(separator: " "))
    try json ? text.printJSON() : text.print()
    if !conversion.damages.isEmpty { throw ExitCode(3) }
  }
}

/// A progress bar whose total comes with its first update.
private final class ProgressOfTwo {
  private let what: String
  private var progress: Progress?

  init(_ what: String) { self.what = what }

  func update(_ done: Int64, of total: Int64) {
    if progress == nil { progress = Progress(what, total: total) }
    progress?.update(done)
  }

  func finish() { progress?.finish() }
}
