import Foundation
import TestSupport
import Testing

@testable import Basics

/// Vectors from NIST (FIPS 180-2, appendix B, and the empty message).
@Suite struct SHA256Tests {
  static let vectors: [(message: String, hex: String)] = [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ]

  @Test(arguments: vectors)
  func `NIST vectors`(message: String, hex: String) {
    #expect(SHA256.hex(of: Array(message.utf8)) == hex)
    var hash = SHA256()
    hash.update(message)
    #expect(hash.finish().count == SHA256.digestBytes)
    #expect(hash.finishHex() == hex)
  }

  @Test func `one million times the letter a`() {
    var hash = SHA256()
    let thousand = [UInt8](repeating: UInt8(ascii: "a"), count: 1000)
    for _ in 0..<1000 { hash.update(thousand) }
    #expect(
      hash.finishHex() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func `no cut of the input changes the hash`() {
    let bytes = Self.bytes(count: 5000, seed: 7)
    let expected = SHA256.hex(of: bytes)
    for lengths in chunkings(of: bytes.count) {
      var hash = SHA256()
      var position = 0
      for length in lengths {
        hash.update(bytes.span.extracting(position..<position + length))
        position += length
      }
      #expect(hash.finishHex() == expected, "cut into \(lengths.prefix(5))…")
    }
  }

  @Test func `a finished hash can go on`() {
    var hash = SHA256()
    hash.update("a")
    #expect(hash.finishHex() == SHA256.hex(of: Array("a".utf8)))
    hash.update("bc")
    #expect(hash.finishHex() == Self.vectors[1].hex)
  }

  /// A second implementation: Python's hashlib, over the lengths around every block border and some
  /// random ones.
  @Test(.enabled(if: PythonHash.python != nil, "python3 is not here"))
  func `agrees with hashlib`() throws {
    let seed: UInt64 = 20_240_808
    var random = SeededRandom(seed: seed)
    var lengths = Array(0...130)
    for _ in 0..<40 { lengths.append(Int.random(in: 131...20_000, using: &random)) }
    let bytes = Self.bytes(count: 20_000, seed: seed)
    let expected = try PythonHash.prefixes(of: bytes, lengths: lengths)
    #expect(expected.count == lengths.count)
    for (length, hex) in zip(lengths, expected) {
      #expect(SHA256.hex(of: Array(bytes[..<length])) == hex, "seed \(seed), \(length) bytes")
    }
  }

  @Test(.enabled(if: SHA256State.hasHardware, "the processor has no SHA-256 of its own"))
  func `hardware and software agree`() {
    let bytes = Self.bytes(count: 64 * 40, seed: 11)
    var hardware = SHA256State()
    var software = SHA256State()
    for blocks in [1, 2, 3, 7, 27] {
      hardware.compress(bytes.span.extracting(..<(64 * blocks)))
      software.compressInSoftware(bytes.span.extracting(..<(64 * blocks)))
      #expect(hardware.bytes == software.bytes, "\(blocks) blocks")
    }
  }

  @Test func `software alone meets NIST's vector`() {
    var state = SHA256State()
    var block = Array("abc".utf8) + [0x80]
    block += [UInt8](repeating: 0, count: 59) + [24]
    state.compressInSoftware(block.span)
    #expect(SHA256.hex(state.bytes) == Self.vectors[1].hex)
  }

  static func bytes(count: Int, seed: UInt64) -> [UInt8] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
  }
}

/// Python's hashlib as the second opinion.
enum PythonHash {
  static let python: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "")
    .split(separator: ":").map { $0 + "/python3" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// The hash of each prefix of some bytes.
  static func prefixes(of bytes: [UInt8], lengths: [Int]) throws -> [String] {
    let folder = try TemporaryFolder()
    let path = try folder.write("bytes", bytes)
    let script = """
      import hashlib, sys
      b = open(sys.argv[1], 'rb').read()
      for n in sys.argv[2:]: print(hashlib.sha256(b[:int(n)]).hexdigest())
      """
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(python))
    process.arguments = ["-c", script, path] + lengths.map(String.init)
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
