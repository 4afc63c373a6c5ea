#if !Network
  import ArgumentParser

  /// A command that needs the network libraries, in a build without them.
  protocol WithoutNetwork: ParsableCommand {
    /// Whatever it would have been given.
    var arguments: [String] { get }
  }

  extension WithoutNetwork {
    func run() throws {
      throw ToolError("this build has no network part; build it with: swift build -c release")
    }
  }
#endif
