import Foundation
import TestSupport

/// Client libraries from pip, in virtual environments under `.build/python`, made when they are first
/// asked for.
struct PythonClient {
  let folder: String
  /// Whether it can be used; installs it where it is not there yet.
  let isInstalled: Bool

  /// python-binance, the newest that was looked at.
  static let current = PythonClient("python-binance-1.0.37", ["python-binance==1.0.37"])
  /// What the seed notebook was written for.
  static let seed = PythonClient(
    "python-binance-0.7.11", ["python-binance==0.7.11", "setuptools<81"])
  /// A library for a hundred exchanges, with a websocket client of its own.
  static let ccxt = PythonClient("ccxt-4.5.90", ["ccxt==4.5.90"])

  static let absent =
    "the library is not here and could not be installed: python3 with venv and a package index are"
    + " needed"
  /// Where the acceptance scripts lie.
  static let scripts = PackageRoot.path + "/../shared/binance"
  static let hasScripts = FileManager.default.fileExists(atPath: scripts)
  static let scriptsAbsent = "the acceptance scripts are not here: ../shared/binance"
  /// Scripts of our own.
  static let ours = PackageRoot.path + "/Tests/ToolTests/Serve/Python"

  private init(_ name: String, _ requirements: [String]) {
    folder = "\(PackageRoot.path)/.build/python/\(name)"
    let packages = requirements.map { "\"\($0)\"" }.joined(separator: " ")
    let script = """
      test -e "\(folder)/installed" && exit 0
      mkdir -p "\(folder)" && python3 -m venv --clear "\(folder)/venv" &&
      timeout 300 "\(folder)/venv/bin/pip" install --quiet --disable-pip-version-check \
        --retries 0 --timeout 10 \(packages) &&
      touch "\(folder)/installed"
      """
    isInstalled = (try? ToolRun(shell: script, in: "/"))?.status == 0
  }

  /// Runs a script against a server, a minute at most.
  func run(_ script: String, _ arguments: String...) throws -> ToolRun {
    let words = ([script] + arguments).map { "\"\($0)\"" }.joined(separator: " ")
    return try ToolRun(
      shell: "NO_PROXY=127.0.0.1 timeout 60 \"\(folder)/venv/bin/python\" \(words)", in: "/")
  }
}
