#if !Network
  import ArgumentParser

  /// `tool record` in a build without the trait Network: says how to get it.
  struct RecordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "record", abstract: "Record live market data (not in this build).")

    @Argument(parsing: .allUnrecognized) var arguments: [String] = []

    func run() throws {
      throw ToolError(
        "this build has no network: build it with the trait Network, which is on by default: "
          + "swift build -c release --product tool")
    }
  }
#endif
