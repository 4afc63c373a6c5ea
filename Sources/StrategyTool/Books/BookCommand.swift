import ArgumentParser
import Basics
import Recording
import Runs

/// `tool book`: shows a symbol's order book as it was known at a moment, or at many.
struct BookCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "book",
    abstract: "Show an order book as it was known at a moment, or at many.",
    discussion: """
      The book is built from the recorded snapshots and updates, and shown only where it is joined: where \
      their ids prove that nothing is missing. Times are receive times: what a program at the recorder \
      knew then.

      Without --every it is one picture: as of the last update before --at, or of the recording. With it, \
      a row for every moment: the best --levels of both sides, or figures of the book with --features:

      spread       ask - bid
      mid          the middle between them
      microprice   (ask x bid quantity + bid x ask quantity) / (bid quantity + ask quantity)
      imbalance    (bids - asks) / (bids + asks), by the quantities of the best --levels
      bids_10bp    what rests within 10 basis points of mid, for each of --within; empty where the
                   snapshots do not reach so far

      Exit status: 3 if the book was not joined at a moment that was asked for, or if part of the \
      recording is damaged, malformed or lost; what there is is printed; else 0.

      Examples:
        tool book btc --at 2026-11-30T12:00:00Z
        tool book btc --symbol BTCUSDT --every 1s --levels 5 > book.csv
        tool book btc --every change --features --format jsonl
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case csv, jsonl
  }

  @OptionGroup var recordings: RecordingArguments
  @OptionGroup var instruments: InstrumentArguments

  @Option(help: "As of the last update received before this time.")
  var at: TimeArgument?

  @Option(help: "Levels of each side.")
  var levels = 20

  @Option(help: "A row so often, such as 1s, or 1ms at the least; or at every change: change.")
  var every: BookInterval?

  @Flag(help: "Rows of figures and not of levels.")
  var features = false

  @Option(
    help: ArgumentHelp(
      "Basis points around mid for the depth among the figures.", valueName: "points,…"))
  var within = "10,50"

  @Option(help: "How to write rows.")
  var format: Format = .csv

  @Flag(help: "Print the picture as one JSON document.")
  var json = false

  @Option(help: "Write to this file. It appears when it is whole.")
  var output: String?

  func validate() throws {
    guard (1...5000).contains(levels) else {
      throw ValidationError("--levels \(levels): use 1 to 5000.")
    }
    if at != nil, every != nil {
      throw ValidationError("--at is for one picture; --every takes --from and --to.")
    }
    if json, every != nil {
      throw ValidationError("--json is for one picture; for rows use --format jsonl.")
    }
    if at != nil, recordings.to != nil {
      throw ValidationError("--at and --to both say where to end; give one.")
    }
    if every == nil, features || format != .csv {
      throw ValidationError("--features and --format are for rows: add --every 1s, or use --json.")
    }
    _ = try basisPoints()
  }

  func run() throws {
    let recording = try recordings.open(demo: false)
    var range = try recordings.range()
    if let at { range.toNs = try at.ns() }
    let sink = try Console.output(to: output)
    let columns = BookColumns(
      levels: levels, points: try basisPoints(), isFigures: features, isCSV: format == .csv)
    if every != nil, format == .csv { try sink.line(columns.header) }
    var picture: SampledBook?
    let run = try BookRun(
      recording, range: range, of: instruments.request(takesNamesakes: false),
      every?.sampling ?? .atEnd, observe: Console.show
    ) { sample in
      if every == nil { picture = sample } else { try sink.line(columns.row(sample)) }
    }
    if every == nil, let picture { try sink.line(text(of: picture, run, columns)) }
    try sink.finish()
    try conclude(run)
  }

  private func text(of sample: SampledBook, _ run: BookRun, _ columns: BookColumns) -> String {
    let picture = BookPicture(symbol: run.symbol, sample: sample, levels: levels)
    return json ? picture.json(columns).text : picture.text
  }

  private func conclude(_ run: BookRun) throws {
    for warning in run.warnings { Console.show(.warning(warning)) }
    if run.unknownCount > 0 {
      Console.show(
        .warning(
          "\(run.symbol): \(run.unknownCount) moments left out: the book was not joined then; "
            + "'tool verify' says why"))
    }
    if every == nil, let reason = run.reason {
      let when = at == nil ? "at the end" : "at that time"
      Console.show(
        .warning(
          "\(run.symbol): the book is not joined \(when): \(reason)"))
    }
    let isKnown = run.unknownCount == 0 && (every != nil || run.reason == nil)
    if !isKnown || !run.isWhole { throw ExitCode(3) }
  }

  private func basisPoints() throws -> [Int] {
    try within.split(separator: ",").map { text in
      guard let points = Int(text), (1...10_000).contains(points) else {
        throw ValidationError(
          "--within '\(text)': use basis points from 1 to 10000, such as 10,50.")
      }
      return points
    }
  }
}

/// `--every`: a duration, or `change`.
struct BookInterval: ExpressibleByArgument {
  let sampling: BookSampling

  init?(argument: String) {
    if argument == "change" {
      sampling = .changes
    } else if let duration = DurationArgument(argument: argument), duration.ns >= 1_000_000 {
      sampling = .every(ns: duration.ns)
    } else {
      return nil
    }
  }
}
