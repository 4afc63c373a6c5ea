import TestSupport
import Testing

@testable import Import

@Suite struct LineReaderTests {
  struct Line: Equatable {
    var text: String
    var location: ImportError.Location
    var isTerminated: Bool
  }

  func lines(
    _ bytes: [UInt8], lengths: [Int]? = nil, lineBytesMax: Int = 1000, bufferBytes: Int = 16
  ) throws -> [Line] {
    let reader = LineReader(
      ChunkedBytes(bytes, lengths: lengths ?? [bytes.count]), name: "x",
      lineBytesMax: lineBytesMax, bufferBytes: bufferBytes)
    var lines: [Line] = []
    while try reader.next() {
      let text = reader.withLine { $0.text(0..<$0.count) }
      lines.append(Line(text: text, location: reader.location, isTerminated: reader.isTerminated))
    }
    return lines
  }

  @Test func `Lines end with LF, CR LF or the text`() throws {
    let found = try lines(Array("a\r\n\nbc\n\rd\r\ne\r".utf8))
    #expect(found.map(\.text) == ["a", "", "bc", "\rd", "e\r"])
    #expect(found.map(\.isTerminated) == [true, true, true, true, false])
    #expect(
      found.map(\.location) == [
        .line(1, byte: 0), .line(2, byte: 3), .line(3, byte: 4), .line(4, byte: 7),
        .line(5, byte: 11),
      ])
    #expect(try lines([]).isEmpty)
  }

  @Test func `Any pieces and any buffer give the same lines`() throws {
    let bytes = sampleText(bytes: 5000, seed: 7)
    let whole = try lines(bytes, bufferBytes: 1 << 16)
    #expect(whole.count > 20)
    for lengths in chunkings(of: bytes.count) {
      for bufferBytes in [16, 100, 4096] {
        #expect(try lines(bytes, lengths: lengths, bufferBytes: bufferBytes) == whole)
      }
    }
  }

  @Test func `A line too long is an error at its location, in any pieces`() throws {
    let good = Array("12\n".utf8) + Array(repeating: 0x31, count: 50) + Array("\r\n".utf8)
    #expect(try lines(good, lineBytesMax: 50).count == 2)
    for ending in ["", "\n", "\r\n", "\nmore\n"] {
      let bytes = Array("12\n".utf8) + Array(repeating: 0x31, count: 51) + Array(ending.utf8)
      for lengths in chunkings(of: bytes.count) {
        for bufferBytes in [16, 64, 4096] {
          let error = importError {
            _ = try lines(bytes, lengths: lengths, lineBytesMax: 50, bufferBytes: bufferBytes)
          }
          #expect(error?.location == .line(2, byte: 3))
          #expect(error?.found == "a line of more than 50 bytes")
        }
      }
    }
  }
}
