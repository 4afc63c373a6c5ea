#if Network
  import ArgumentParser
  import Basics

  /// The options of `tool record`, as its help lists them.
  enum RecordOptions {
    /// By name, without dashes: whether a value follows.
    static let known = read(RecordCommand.helpMessage(columns: 10_000))

    /// Lines such as `  --top <count>  Of these …` and `  --fill/--no-fill  Fetch …`.
    private static func read(_ help: String) -> [String: Bool] {
      var known: [String: Bool] = [:]
      for line in help.split(separator: "\n") {
        let words = line.split(separator: " ").prefix(2)
        guard line.hasPrefix("  --"), let first = words.first else { continue }
        let takesValue = words.count > 1 && words[1].hasPrefix("<")
        for name in first.split(separator: "/") {
          known[String(name.drop { $0 == "-" })] = takesValue
        }
      }
      return known
    }
  }
#else
  /// This build records nothing, and has no options for it.
  enum RecordOptions {
    static let known: [String: Bool] = [:]
  }
#endif
