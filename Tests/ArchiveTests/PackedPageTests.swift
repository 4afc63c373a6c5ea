import Archive
import Foundation
import Recording
import RecordingSamples
import TestSupport
import Testing

/// The bytes on the page of the packed format are those that the program writes.
@Suite struct PackedPageTests {
  /// The block that the page shows: sixteen trades, nothing deflated, so that each column can be read.
  private func block() -> PackedBlock {
    let prices = ["61837.63", "61837.63", "61837.62", "61840.00"]
    let frames = (0..<16).map { index in
      SampleFrame(
        receivedNs: startNs + Int64(index) * 1_000_000, connection: 1,
        payload: Array(
          (#"{"e":"trade","E":\#(1_723_125_600_001 + index),"s":"BTCUSDT","t":\#(31_415_926 + index),"#
            + #""p":"\#(prices[index / 4])","q":"0.02","m":\#(index % 3 == 0)}"#).utf8))
    }
    return PackedBlock(frames, compresses: false)
  }

  private func page() throws -> String {
    let path = PackageRoot.path + "/Sources/Tapedeck.docc/Packed.md"
    return try String(contentsOfFile: path, encoding: .utf8)
  }

  /// The lines of the page's only code block of a language.
  private func lines(_ language: String) throws -> [Substring] {
    let parts = try page().components(separatedBy: "```\(language)\n")
    try #require(parts.count == 2)
    return parts[1].prefix { $0 != "`" }.split(separator: "\n")
  }

  @Test func `The bytes on the page`() throws {
    let written = block().bytes
    var page: [UInt8] = []
    for line in try lines("hex") {
      #expect(Int(line.prefix(4), radix: 16) == page.count, "\(line)")
      page += line.split(separator: " ").dropFirst()
        .prefix { $0.count == 2 && UInt8($0, radix: 16) != nil }
        .compactMap { UInt8($0, radix: 16) }
    }
    if page != written {
      Attachment.record(written, named: "block.pack")
      let hex = written.map { String(format: "%02x", $0) }.joined(separator: " ")
      Issue.record("written: \(hex)")
    }
  }

  @Test func `The records on the page`() throws {
    let block = block()
    #expect(block.hasColumns)
    #expect(try block.unpacked() == block.records)
    let text = String(decoding: block.records, as: UTF8.self).split(separator: "\n")
    #expect(try lines("text") == [text[0], text[1], text[15]])
  }
}
