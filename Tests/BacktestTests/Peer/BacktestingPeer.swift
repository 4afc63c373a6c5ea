import Foundation
import TestSupport

/// pip's `backtesting`, in a virtual environment in the user's cache folder, made when it is first
/// asked for.
enum BacktestingPeer {
  static let version = "0.6.6"
  static let absent: String =
    "backtesting \(version) is not here and could not be installed: python3 with venv and a package"
    + " index are needed"

  private static let folder: String = {
    let environment = ProcessInfo.processInfo.environment
    let cache = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "/tmp") + "/.cache"
    return "\(cache)/tapedeck/backtesting-\(version)"
  }()

  /// Whether it can be used; installs it where it is not there yet.
  static let isInstalled: Bool = {
    let script = """
      test -e "\(folder)/installed" && exit 0
      mkdir -p "\(folder)" && python3 -m venv --clear "\(folder)/venv" &&
      timeout 300 "\(folder)/venv/bin/pip" install --quiet --disable-pip-version-check \
        --retries 0 --timeout 10 "backtesting==\(version)" &&
      touch "\(folder)/installed"
      """
    return (try? ToolRun(shell: script, in: "/"))?.status == 0
  }()

  /// Plays episodes, one JSON document each, and gives back the answers.
  static func play(_ episodes: [String]) throws -> [Answer] {
    let scratch = try TemporaryFolder()
    try scratch.write("episodes", Array((episodes.joined(separator: "\n") + "\n").utf8))
    let driver = PackageRoot.path + "/Tests/BacktestTests/Peer/backtesting_peer.py"
    // Two processes, half of the episodes each.
    let run = try ToolRun(
      shell: """
        half=$(( ($(wc -l < episodes) + 1) / 2 ))
        split -l $half episodes part.
        for part in part.??; do "\(folder)/venv/bin/python" "\(driver)" < $part > $part.out & done
        wait
        cat part.*.out
        """, in: scratch.path)
    let decoder = JSONDecoder()
    let answers = try run.output.split(separator: "\n").map {
      try decoder.decode(Answer.self, from: Data($0.utf8))
    }
    guard answers.count == episodes.count else { throw PeerFailure(message: run.errors) }
    return answers
  }

  struct Answer: Decodable {
    /// Fills as [bar, price].
    let library: [[Double]]
    var model: [[Double]]?
    var policies: [String]?
    var isModelled: Bool?
    var profit: Double?
  }
}

struct PeerFailure: Error {
  let message: String
}
