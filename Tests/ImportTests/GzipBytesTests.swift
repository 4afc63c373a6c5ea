import TestSupport
import Testing

@testable import Import

@Suite struct GzipBytesTests {
  static let sample = sampleText(bytes: 300_000, seed: 1)
  var text: [UInt8] { GzipBytesTests.sample }

  func read(_ bytes: [UInt8], lengths: [Int]? = nil, bufferBytes: Int = 4096) throws -> [UInt8] {
    let source = ChunkedBytes(bytes, lengths: lengths ?? [bytes.count])
    return try GzipBytes(source, name: "x.gz").readAll(bufferBytes: bufferBytes)
  }

  @Test func `Members follow each other as in zcat, whatever pieces they arrive in`() throws {
    let parts = [text[..<2000], text[2000..<2000], text[2000..<3000]].map { gzipped(Array($0)) }
    let bytes = parts.flatMap { $0 }
    for lengths in chunkings(of: bytes.count) {
      #expect(try read(bytes, lengths: lengths) == Array(text[..<3000]))
    }
    for bufferBytes in [1, 2, 100, 1 << 20] {
      #expect(try read(bytes, bufferBytes: bufferBytes) == Array(text[..<3000]))
    }
  }

  @Test func `Zeros behind the last member are padding`() throws {
    #expect(try read(gzipped(text) + [0, 0, 0]) == text)
  }

  @Test func `An end inside a member names the offset`() throws {
    let bytes = gzipped(Array(text[..<5000]))
    let cut = Array(bytes[..<(bytes.count / 2)])
    let error = try #require(importError { _ = try read(cut) })
    #expect(error.location == .offset(Int64(cut.count)))
    #expect(error.found.contains("inside a gzip member that began at 0"))
    for lengths in chunkings(of: cut.count) {
      #expect(importError { _ = try read(cut, lengths: lengths) } == error)
    }
  }

  @Test func `A second member that is cut names where it began`() throws {
    let first = gzipped(text)
    let error = importError { _ = try read(first + gzipped(text).dropLast()) }
    #expect(error?.found.contains("began at \(first.count)") == true)
  }

  @Test func `Other bytes behind a member are an error at their offset`() throws {
    let bytes = gzipped(text)
    let error = importError { _ = try read(bytes + Array("hello".utf8)) }
    #expect(error?.location == .offset(Int64(bytes.count)))
    #expect(error?.advice == "cut the file there: head -c \(bytes.count) FILE > WHOLE")
    #expect(
      importError { _ = try read(bytes + [0, 0, 1]) }?.location == .offset(Int64(bytes.count + 2)))
  }

  @Test func `A flipped byte is an error, whichever it is`() throws {
    let bytes = gzipped(Array(text[..<400]))
    for index in bytes.indices {
      var damaged = bytes
      damaged[index] ^= 0x10
      // 4...9 are time, flags of the packer and operating system: they do not matter.
      if (4...9).contains(index) { continue }
      #expect(importError { _ = try read(damaged) } != nil, "byte \(index)")
    }
  }

  @Test func `Damage never crashes and never passes`() {
    let members = [Array(text[..<700]), Array(text[700..<2000])]
    let packed = members.flatMap { gzipped($0) }
    let whole = members.flatMap { $0 }
    for seed in UInt64(0)..<1000 {
      var random = SeededRandom(seed: seed)
      var bytes = packed
      if Bool.random(using: &random) {
        bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random))
      } else {
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          bytes[Int.random(in: bytes.indices, using: &random)] = .random(
            in: 0...255, using: &random)
        }
      }
      do {
        let found = try read(bytes)
        // A cut between the members is no damage that gzip could tell.
        #expect(found == whole || found == members[0], "seed \(seed)")
      } catch {
        #expect(error is ImportError, "seed \(seed)")
      }
    }
  }
}
