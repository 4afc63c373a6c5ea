import Foundation
import TestSupport
import Testing

/// A day in virtual time while everything goes wrong; `.ci/soak` runs more of them, with other seeds.
struct SoakTests {
  /// This seed once reported losses that a stalled connection had made good.
  @Test func `a day of faults and restarts leaves no trade unaccounted for`() throws {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: ToolRun.toolPath).deletingLastPathComponent()
      .appendingPathComponent("Soak")
    process.arguments = ["102", "1", "60"]
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(text)")
    #expect(text.hasPrefix("seed 102: ") && text.contains(" 3 restarts, "), "\(text)")
  }
}
