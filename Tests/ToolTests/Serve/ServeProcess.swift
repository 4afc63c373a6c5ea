import Foundation
import TestSupport
import Testing

/// `tool serve` in a process of its own, ended with the value.
final class ServeProcess {
  let url: String
  private let folder: TemporaryFolder
  private let child: RunningChild

  convenience init(_ arguments: String...) throws { try self.init(arguments) }

  /// Recordings are named from the package's folder.
  init(_ arguments: [String]) throws {
    folder = try TemporaryFolder()
    let paths = arguments.map { $0.hasPrefix("recordings/") ? PackageRoot.path + "/" + $0 : $0 }
    child = try RunningChild(
      ToolRun.toolPath, ["serve", "--port", "0"] + paths, errors: folder.file("said"))
    url = try #require(child.nextLine(), "tool serve did not start")
  }

  /// What it has said so far.
  var said: String { (try? String(contentsOfFile: folder.file("said"), encoding: .utf8)) ?? "" }

  /// Ends the server.
  /// - Returns: its exit status, and what it said.
  func stop() -> (status: Int32, said: String) {
    child.signal(SIGINT)
    let status = child.wait()
    return (status, said)
  }

  /// Asks with curl: status and body.
  func ask(_ target: String, _ options: String...) throws -> (status: Int, body: String) {
    let patience = ["--retry", "3", "--retry-delay", "1", "--retry-all-errors"]
    let words = (["--write-out", "\n%{http_code}"] + patience + options + [url + target]).map {
      "'\($0)'"
    }
    let run = try ToolRun(
      shell: "curl --silent --noproxy '*' " + words.joined(separator: " "), in: "/")
    try #require(run.status == 0, "curl is needed to ask \(target): \(run.errors)")
    let end = run.output.lastIndex(of: "\n") ?? run.output.startIndex
    return (
      Int(run.output[end...].trimmingCharacters(in: .newlines)) ?? 0, String(run.output[..<end])
    )
  }

  /// A control's answer, the state.
  @discardableResult
  func control(_ name: String, method: String = "POST") throws -> [String: Any] {
    let (status, body) = try ask("/control/" + name, "--request", method)
    try #require(status == 200, "\(name): \(body)")
    return try #require(JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])
  }

  /// Waits until the market is over and its clients have read all of it.
  func waitUntilAllIsRead() throws {
    try wait { state in
      let clients = state["clients"] as? [[String: Any]] ?? []
      return state["isOver"] as? Bool == true
        && clients.allSatisfy { $0["unreadBytes"] as? Int == 0 }
    }
  }

  /// Asks for the state until it is as wanted; ten seconds at most.
  func wait(until isThere: ([String: Any]) -> Bool) throws {
    for _ in 0..<100 {
      if isThere(try control("state", method: "GET")) { return }
      usleep(100_000)
    }
    Issue.record("the server did not get there: \(try control("state", method: "GET"))")
  }
}
