import Foundation
import Recording
import RecordingSamples
import TestSupport
import Testing

/// A segment is an ordinary gzip file: others read the same bytes.
@Suite struct OtherReadersTests {
  @Test(.enabled(if: Program.exists("zcat"), "zcat is not installed"))
  func `zcat reads every record`() throws {
    let (folder, text) = try recorded()
    let path = try Recording(paths: [folder.path]).segments[0].path
    #expect(try Program.output("zcat", [path]) == text)
  }

  @Test(.enabled(if: Program.exists("python3"), "python3 is not installed"))
  func `Python's gzip reads every record`() throws {
    let (folder, text) = try recorded()
    let path = try Recording(paths: [folder.path]).segments[0].path
    let program = "import gzip,sys;sys.stdout.buffer.write(gzip.open(sys.argv[1]).read())"
    #expect(try Program.output("python3", ["-c", program, path]) == text)
  }

  private func recorded() throws -> (TemporaryFolder, Data) {
    let folder = try TemporaryFolder()
    var options = RecordingWriter.Options.small(block: 2000)
    options.rotateNs = nil
    let writer = try RecordingWriter(
      directory: folder.path, session: .test, options: options, startNs: startNs)
    for frame in randomFrames(300, seed: 5) { try writer.append(frame) }
    try writer.close(receivedNs: startNs)
    return (folder, Data(try Played([folder.path]).frames.flatMap(\.text)))
  }
}

/// A program of the system.
enum Program {
  static func exists(_ name: String) -> Bool { path(name) != nil }

  static func output(_ name: String, _ arguments: [String]) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(path(name)))
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return data
  }

  private static func path(_ name: String) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
      .map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
