import Foundation
import TestSupport
import Testing

/// Days in virtual time while everything goes wrong; `.ci/soak` runs more of them.
struct SoakTests {
  /// Every fourth seed keeps two connections, which lose nothing; the others lose what the exchange no
  /// longer gives out, and say so.
  /// Seed 102 once reported losses that a stalled connection had made good.
  @Test(arguments: [("102", "60"), ("3", "120")])
  func `a day of faults leaves no trade unaccounted for`(seed: String, faultSeconds: String) throws
  {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: ToolRun.toolPath).deletingLastPathComponent()
      .appendingPathComponent("Soak")
    process.arguments = [seed, "1", faultSeconds]
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(text)")
    #expect(text.contains("seed \(seed): "))
    #expect(text.contains(", 0 in the ledger as lost") == (seed == "3"), "\(text)")
  }
}
