import ArgumentParser
import Glibc
import Recording

/// The command line: parses, wires the modules together, prints.
struct Tool: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tool",
    abstract: "Record, replay, rebuild and backtest Binance market data.",
    discussion: """
      Start with 'tool backtest', which runs on the recording that ships with the project. Each command's \
      help shows examples.

      Exit status: 0 success, 1 failure, 2 wrong usage, 3 it ran and found damage or a difference.
      """,
    version: Version.text,
    subcommands: [
      RecordCommand.self, StatusCommand.self, BackfillCommand.self,
      ImportCommand.self,
      ReplayCommand.self, CandlesCommand.self, BacktestCommand.self, WhyCommand.self,
      CompareCommand.self, AuditCommand.self, BookCommand.self, GenerateCommand.self,
      ServeCommand.self,
      InfoCommand.self, VerifyCommand.self, RepairCommand.self, CatCommand.self, CutCommand.self,
      CompactCommand.self, PackCommand.self, UnpackCommand.self,
    ]
  )

  /// Exit codes: 0 success, 2 wrong usage, 1 failure; a command may throw `ExitCode` for its own.
  static func run() {
    var type: any ParsableCommand.Type = Tool.self
    do {
      var command = try parseAsRoot(ConfigFile.expand(Array(CommandLine.arguments.dropFirst())))
      type = Swift.type(of: command)
      try command.run()
      try Console.flush()
    } catch {
      Console.clearProgress()
      do { try Console.flush() } catch {
        Console.report("error: \(error)")
        Glibc.exit(1)
      }
      exit(withCodeOf: error, of: type)
    }
  }

  private static func exit(withCodeOf error: any Error, of type: any ParsableCommand.Type) -> Never
  {
    let code = type.exitCode(for: error)
    let isUsage = code == .validationFailure
    if isUsage || code.isSuccess || error is ExitCode || error is CleanExit {
      let message = type.fullMessage(for: error)
      if code.isSuccess {
        Console.write(message.isEmpty ? "" : message + "\n")
        try? Console.flush()
      } else if !message.isEmpty {
        Console.report(message)
      }
      Glibc.exit(isUsage ? 2 : code.rawValue)
    }
    Console.report("error: \(error)")
    Glibc.exit(1)
  }
}
