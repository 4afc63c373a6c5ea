import ArgumentParser
import Binance
import Import
import Market

/// `tool import`: what others recorded becomes a recording.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Make a recording of files that other programs recorded.",
    discussion: """
      Frames and rows are copied byte for byte; streams are merged by their times. Files may \
      be named in any order; rows of the archive are put in order, however they stand. Files may be \
      plain, gzip or ZIP, whatever their names say. Nothing is written before every file was looked into, and the folder is there when it is \
      whole.

      Examples:
        tool import hftbacktest btcusdt_20240808.gz btcusdt_20240809.gz --output btc
        tool import cryptofeed BINANCE.ws.1.0 BINANCE.http.0.0 --output nkn
        tool import binance-archive BTCUSDT-1m-2020-01-*.zip --output btc-1m
        tool import binance-archive candles.csv --symbol TESTUSDT \\
          --interval 1h --output test
      """,
    subcommands: [
      ImportHftbacktestCommand.self, ImportCryptofeedCommand.self, ImportArchiveCommand.self,
    ])
}

/// What all importers need to know.
struct ImportArguments: ParsableArguments {
  @Argument(help: "The files.")
  var files: [String]

  @Option(
    help: "The folder of the new recording. It must not exist, or be empty.", completion: .directory
  )
  var output: String

  @Flag(help: "Print the facts as JSON.")
  var json = false
}

/// `tool import hftbacktest`.
struct ImportHftbacktestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hftbacktest",
    abstract: "Lines of LOCAL_TIME and JSON, as hftbacktest's collectors write them.",
    discussion: """
      The time may be in ns, µs or ms; its size shows which. The first frames show whether it is spot or futures; \
      Binance.US and the testnet look like spot and must be named. Order books among the frames \
      are kept as answers of the REST API.

      Examples:
        tool import hftbacktest btcusdt_20240808.gz btcusdt_20240809.gz --output btc
        tool import hftbacktest btcusdt_20220811.dat.gz --venue usdm --output futures
      """)

  @OptionGroup var arguments: ImportArguments

  @Option(help: "The symbol of order books that come before any frame with a name.")
  var symbol: String?

  @Option(help: "The exchange, where the frames do not show it.")
  var venue: BinanceSite?

  func run() throws {
    try arguments.run("hftbacktest") {
      try ImportJob.hftbacktest(arguments.files, symbol: symbol, venue: venue)
    }
  }
}

/// `tool import cryptofeed`.
struct ImportCryptofeedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cryptofeed",
    abstract: "Raw files of cryptofeed: websocket frames and REST answers with their times.",
    discussion: """
      Files that differ only in the number at the end (NAME.0, NAME.1) are one connection.

      Examples:
        tool import cryptofeed BINANCE.0 BINANCE.http.0.0 BINANCE.ws.1.0 --output nkn
        tool import cryptofeed BINANCE.ws.1.7.gz --venue spot --output part
      """)

  @OptionGroup var arguments: ImportArguments

  @Option(help: "The exchange, for files whose connection was opened in an earlier file.")
  var venue: BinanceSite?

  func run() throws {
    try arguments.run("cryptofeed") {
      try ImportJob.cryptofeed(arguments.files, venue: venue)
    }
  }
}

/// `tool import binance-archive`.
struct ImportArchiveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "binance-archive",
    abstract: "Trades, aggTrades and klines of data.binance.vision, as ZIP or CSV.",
    discussion: """
      Names give the symbol and the interval, columns the kind, digits ms or µs. A .CHECKSUM beside \
      a file must agree with it. Candles of other programs are read by the names of their columns: a \
      time, open, high, low, close and perhaps volume, as CSV or JSON arrays. The venue is known by the name (….usdm.csv), by the archive's folders, or by the data: COIN-M \
      symbols have USD_, futures trades lack a column, futures klines have a header or fewer than \
      8 decimals.

      Rows may stand in any order: they are put in the order of ids, or of time for klines, in bounded \
      memory. Equal rows are taken once. Of rows of one id that contradict each other the first is \
      taken; aggregates that share trades under ids of their own are all taken. They are named.

      Exit status: 0, 3 if rows contradict each other or themselves, were passed over, or candles are \
      missing between others, 1 if there is no recording.

      Examples:
        tool import binance-archive BTCUSDT-1m-2020-01-*.zip --output btc-1m
        tool import binance-archive FILUSDT-1m-2023-04.usdm.csv.gz --output fil
        tool import binance-archive candles.csv --symbol TESTUSDT \\
          --interval 1h --output test
      """)

  @OptionGroup var arguments: ImportArguments

  @Option(help: "The symbol, where the names do not give it.")
  var symbol: String?

  @Option(help: "The interval of klines, where the names do not give it.")
  var interval: IntervalArgument?

  @Option(help: "The part of the archive, where neither names nor data show it.")
  var venue: Venue?

  @OptionGroup var rows: RowArguments

  func run() throws {
    let interval = try interval?.get()
    try arguments.run("binance-archive") {
      try ImportJob.binanceArchive(
        arguments.files,
        ArchiveOptions(
          symbol: symbol, interval: interval, venue: venue, skipsBadRows: rows.skipBadRows))
    }
  }
}

/// What becomes of rows that cannot be taken.
struct RowArguments: ParsableArguments {
  @Flag(help: "Pass over rows of files that cannot be taken, and list them; exit status 3.")
  var skipBadRows = false
}

extension BinanceSite: ExpressibleByArgument {}
