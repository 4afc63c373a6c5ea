import Foundation

/// One run of the built executable, as a user runs it: its output, its errors and its exit status.
package struct ToolRun {
  package let output: String
  package let errors: String
  package let status: Int32

  /// Runs `tool` with arguments, in a folder.
  package init(_ arguments: String..., in folder: String? = nil, input: String = "") throws {
    try self.init(arguments: arguments, in: folder, input: input)
  }

  package init(arguments: [String], in folder: String? = nil, input: String = "") throws {
    try self.init(executable: Self.toolPath, arguments, in: folder, input: input)
  }

  /// Runs a line of shell with `tool` on the path.
  package init(shell line: String, in folder: String) throws {
    try self.init(executable: "/bin/sh", ["-c", line], in: folder, input: "")
  }

  /// The executable beside the test bundle.
  package static let toolPath: String = {
    let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    return tests.deletingLastPathComponent().appendingPathComponent("tool").path
  }()

  private init(
    executable: String, _ arguments: [String], in folder: String?, input: String
  ) throws {
    // Files, not pipes: a full pipe would stop the child while nobody reads.
    let scratch = try TemporaryFolder()
    try scratch.write("in", Array(input.utf8))
    try scratch.write("out", [])
    try scratch.write("err", [])
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    var environment = ProcessInfo.processInfo.environment
    let toolFolder = (Self.toolPath as NSString).deletingLastPathComponent
    environment["PATH"] = toolFolder + ":" + (environment["PATH"] ?? "/usr/bin:/bin")
    process.environment = environment
    process.standardInput = FileHandle(forReadingAtPath: scratch.file("in"))
    process.standardOutput = FileHandle(forWritingAtPath: scratch.file("out"))
    process.standardError = FileHandle(forWritingAtPath: scratch.file("err"))
    try process.run()
    process.waitUntilExit()
    status = process.terminationStatus
    output = try String(contentsOfFile: scratch.file("out"), encoding: .utf8)
    errors = try String(contentsOfFile: scratch.file("err"), encoding: .utf8)
  }
}
