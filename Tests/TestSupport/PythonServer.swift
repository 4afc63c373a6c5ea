import Foundation

/// A Python of our own with packages from the package index, made once.
package enum PythonPackages {
  /// The interpreter; nil where there is none or the index cannot be reached.
  package static let withWebsockets: String? = {
    let folder = NSTemporaryDirectory() + "/tapedeck-test-python-1"
    let python = folder + "/bin/python"
    let check = "import websockets.asyncio.server"
    if runs(python, ["-c", check]) { return python }
    guard runs("/usr/bin/env", ["python3", "-m", "venv", folder]),
      runs(python, ["-m", "pip", "install", "--quiet", "websockets>=14"]),
      runs(python, ["-c", check])
    else { return nil }
    return python
  }()

  package static let absent = "needs python3 with its package websockets, which could not be had"

  private static func runs(_ executable: String, _ arguments: [String]) -> Bool {
    guard FileManager.default.isExecutableFile(atPath: executable) else { return false }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}

/// A child that is at work while a test goes on: its output is read line by line.
package final class RunningChild {
  private let process = Process()
  private let output = Pipe()
  private let input = Pipe()
  private var pending: [UInt8] = []
  /// Lines read so far.
  package private(set) var lines: [String] = []

  package init(_ executable: String, _ arguments: [String], errors: String? = nil) throws {
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.standardOutput = output
    process.standardInput = input
    if let errors {
      _ = FileManager.default.createFile(atPath: errors, contents: nil)
      process.standardError = FileHandle(forWritingAtPath: errors)
    }
    try process.run()
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  package var isRunning: Bool { process.isRunning }

  /// The next line; nil at the end of the output.
  package func nextLine() -> String? {
    while true {
      if let end = pending.firstIndex(of: 0x0A) {
        let line = String(decoding: pending[..<end], as: UTF8.self)
        pending.removeSubrange(...end)
        lines.append(line)
        return line
      }
      let more = output.fileHandleForReading.availableData
      guard !more.isEmpty else { return nil }
      pending += more
    }
  }

  /// Reads until a line holds a text; nil if the output ends before.
  @discardableResult
  package func line(with text: String) -> String? {
    while let line = nextLine() { if line.contains(text) { return line } }
    return nil
  }

  package func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  /// Reads the rest, and waits for the end.
  @discardableResult
  package func wait() -> Int32 {
    while nextLine() != nil {}
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Ends the child's input, which our servers take as the sign to stop.
  package func closeInput() { try? input.fileHandleForWriting.close() }
}
