import ArgumentParser
import Basics
import Feed
import Recording
import Runs

/// `tool audit`: explains every recorded kline by the recorded trades, and compares books with what else the
/// exchange says of them.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract:
      "Check the exchange's own klines against its trades, and its books against its quotes.",
    discussion: """
      Every kline of a stream names its first and last trade: the audit sums up exactly these and \
      compares all fields. REST and archive klines are compared with the finished candles.

      equal             every field follows from the recorded trades
      continued         every field follows from the kline before it and the trades since
      empty             no trade, and flat as it should be
      before recording  the kline holds trades from before the recording began
      trades missing    the recording lacks some of the kline's trades
      cuts aggregate    the kline begins or ends within an aggregate: all but the
                        quantities of that aggregate follow from the trades
      after recording   the recording ends before the kline's last trade
      unfinished        REST: the kline was still open
      differs           all trades are there and a field differs: listed below

      Books are built from snapshots and updates, and while one is joined it is compared with bookTicker \
      and partial depth at the same update id, and with later snapshots. Of each it is said how many \
      were equal, and of the first that differs what both frames say and where they lie.

      between updates   no update of the book ends at that id
      unjoined          the book was not joined to a snapshot then
      beyond reach      levels behind those that the snapshots show

      Exit status: 3 if something differs, if part of the recording is damaged, if a frame is \
      malformed, if the recorder says that it lost frames, or if trade ids show a gap; else 0. 1 if \
      nothing can be checked.

      Examples:
        tool audit recordings/demo
        tool audit btc --symbol BTCUSDT --json
        tool audit btc --html audit.html
      """)

  @OptionGroup var recordings: RecordingArguments

  @OptionGroup var instruments: InstrumentArguments

  @Flag(help: "Print the findings as one JSON document.")
  var json = false

  @Option(help: "Draw the candles there, too, with the klines that differ marked.")
  var html: String?

  func run() throws {
    let recording = try recordings.open(demo: true)
    let audit = try AuditRun(
      recording, range: try recordings.range(),
      instruments.request(takesNamesakes: true),
      observe: Console.show)
    let report = audit.report
    let text = json ? AuditText.json(report, audit.books).text : AuditText.text(report, audit.books)
    try Console.line(text)
    if let html { try draw(report, of: recording, to: html) }
    for warning in audit.warnings { Console.show(.warning(warning)) }
    guard report.decidedCount > 0 || audit.books.comparedCount > 0 else {
      throw ToolError(
        "none of the klines could be checked: the recording lacks the trades they name; record with "
          + "--stream trade,kline_1m, or import the trades of the same time")
    }
    let isEqual = report.differenceCount == 0 && audit.books.differenceCount == 0
    if !isEqual || !audit.isWhole { throw ExitCode(3) }
  }
}
