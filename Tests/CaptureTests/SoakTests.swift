import Foundation
import TestSupport
import Testing

/// Eight hours in virtual time while everything goes wrong; `.ci/soak` runs more of them, with other seeds.
struct SoakTests {
  @Test func `faults and restarts leave no trade unaccounted for, and no book wrong`() throws {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: ToolRun.toolPath).deletingLastPathComponent()
      .appendingPathComponent("Soak")
    process.arguments = ["102", "8", "60"]
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(text)")
    #expect(text.hasPrefix("seed 102: ") && text.contains(" 1 restarts, "), "\(text)")
  }
}
