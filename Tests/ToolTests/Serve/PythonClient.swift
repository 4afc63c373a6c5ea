import Foundation
import TestSupport

/// pip's `python-binance`, in virtual environments in the user's cache folder, made when they are
/// first asked for.
struct PythonClient {
  let requirements: [String]
  let folder: String
  /// Whether it can be used; installs it where it is not there yet.
  let isInstalled: Bool

  /// The newest that was looked at.
  static let current = PythonClient("python-binance-1.0.37", ["python-binance==1.0.37"])
  /// What the seed notebook was written for.
  static let seed = PythonClient(
    "python-binance-0.7.11", ["python-binance==0.7.11", "setuptools<81"])

  static let absent =
    "python-binance is not here and could not be installed: python3 with venv and a package index"
    + " are needed"
  /// Where the acceptance scripts lie.
  static let scripts = PackageRoot.path + "/../shared/binance"
  static let hasScripts = FileManager.default.fileExists(atPath: scripts)
  static let scriptsAbsent = "the acceptance scripts are not here: ../shared/binance"

  private init(_ name: String, _ requirements: [String]) {
    let environment = ProcessInfo.processInfo.environment
    let cache = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "/tmp") + "/.cache"
    folder = "\(cache)/tapedeck/\(name)"
    self.requirements = requirements
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

/// `tool serve` in a process of its own, ended with the value.
final class ServeProcess {
  let url: String
  private let process = Process()
  private let errors = Pipe()

  convenience init(_ arguments: String...) throws { try self.init(arguments) }

  init(_ arguments: [String]) throws {
    process.executableURL = URL(fileURLWithPath: ToolRun.toolPath)
    process.arguments = ["serve", "--port", "0"] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: PackageRoot.path)
    let output = Pipe()
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    url = String(line.dropLast())
  }

  /// Ends the server.
  /// - Returns: its exit status, and what it told.
  func stop() -> (status: Int32, told: String) {
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    let told = errors.fileHandleForReading.readDataToEndOfFile()
    return (process.terminationStatus, String(decoding: told, as: UTF8.self))
  }

  deinit { if process.isRunning { process.terminate() } }
}
