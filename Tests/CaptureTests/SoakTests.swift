import Foundation
import TestSupport
import Testing

/// Days in virtual time while everything goes wrong; `.ci/soak` runs more of them.
struct SoakTests {
  /// Every fourth seed keeps two connections.
  @Test(arguments: ["1", "3"])
  func `a day of faults leaves no trade unaccounted for`(seed: String) throws {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: ToolRun.toolPath).deletingLastPathComponent()
      .appendingPathComponent("Soak")
    process.arguments = [seed, "1", "120"]
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(text)")
    #expect(text.contains("seed \(seed): "))
  }
}
