import Foundation
import Recording
import RecordingSamples
import TestSupport
import Testing

/// The bytes on the format page are those that the program writes.
@Suite struct FormatPageTests {
  /// The segment that the page shows.
  private func segment() throws -> (bytes: [UInt8], frames: [SampleFrame]) {
    let folder = try TemporaryFolder()
    let session = SessionInfo(id: "demo", tool: "tapedeck 0.1.0", host: "vps1")
    let writer = try RecordingWriter(directory: folder.path, session: session, startNs: startNs)
    try writer.append(
      #"{"url":"wss://stream.binance.com:9443/ws/adabnb@trade"}"#, atNs: startNs + 81_002_113,
      .opened)
    try writer.append(
      #"{"e":"trade","E":1723125601204,"s":"ADABNB","t":31415926,"p":"0.00065580","#
        + #""q":"150.10000000","T":1723125601203,"m":true,"M":true}"#,
      atNs: startNs + 1_263_700_452)
    try writer.close(receivedNs: startNs + 2_000_000_000)
    let recording = try Recording(paths: [folder.path])
    let bytes = try Data(contentsOf: URL(fileURLWithPath: recording.segments[0].path))
    return ([UInt8](bytes), try Played(recording).frames)
  }

  private func page() throws -> String {
    let path = PackageRoot.path + "/Sources/Tapedeck.docc/Format.md"
    return try String(contentsOfFile: path, encoding: .utf8)
  }

  /// The lines of the page's only code block of a language.
  private func block(_ language: String) throws -> [Substring] {
    let parts = try page().components(separatedBy: "```\(language)\n")
    try #require(parts.count == 2)
    return parts[1].prefix { $0 != "`" }.split(separator: "\n")
  }

  /// `0010  01 03 …   meaning`: the bytes of a line, after its offset.
  private func bytes(_ line: Substring) throws -> [UInt8] {
    let words = line.split(separator: " ")
    return words.dropFirst().prefix { $0.count == 2 && UInt8($0, radix: 16) != nil }
      .compactMap { UInt8($0, radix: 16) }
  }

  @Test func `The records on the page`() throws {
    let text = try segment().frames.flatMap(\.text)
    let page = try block("text").joined(separator: "\n") + "\n"
    #expect(page == String(decoding: text, as: UTF8.self))
  }

  @Test func `The bytes on the page`() throws {
    let (written, frames) = try segment()
    var page: [UInt8] = []
    for line in try block("hex") {
      #expect(Int(line.prefix(4), radix: 16) == page.count, "\(line)")
      page += try bytes(line)
    }
    if page == written { return }
    Attachment.record(written, named: "segment.gz")
    // Another zlib may compress otherwise. Then the page must still be a block with these records.
    let folder = try TemporaryFolder()
    try folder.write("page.gz", page)
    let played = try Played([folder.file("page.gz")])
    #expect(played.frames == frames)
    #expect(played.damages == [])
    var (header, shown) = (
      try BlockHeader.decoded(written.span), try BlockHeader.decoded(page.span)
    )
    header.memberBytes = 0
    shown.memberBytes = 0
    #expect(header == shown)
    #expect(page.count != written.count, "the page is out of date")
  }
}
