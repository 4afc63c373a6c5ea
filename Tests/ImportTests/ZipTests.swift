import TestSupport
import Testing

@testable import Import

@Suite struct ZipTests {
  let folder: TemporaryFolder
  static let sample = sampleText(bytes: 200_000, seed: 3)
  var text: [UInt8] { ZipTests.sample }

  init() throws { folder = try TemporaryFolder() }

  func read(_ bytes: [UInt8]) throws -> [[UInt8]] {
    let file = try FileBytes(path: folder.write("x.zip", bytes))
    return try ZipDirectory(file).entries.map { try ZipEntryBytes(file, $0).readAll() }
  }

  func error(_ zip: ZipSample) -> ImportError? {
    importError { _ = try read(zip.bytes) }
  }

  @Test(arguments: [false, true]) func `Stored and deflated entries, one or several`(
    isWide: Bool
  ) throws {
    var zip = ZipSample(
      [
        .init(name: "a.csv", bytes: text), .init(name: "b.csv", bytes: text, isStored: true),
        .init(name: "empty", bytes: []), .init(name: "none", bytes: [], isStored: true),
      ], isWide: isWide)
    #expect(try read(zip.bytes) == [text, text, [], []])
    zip.comment = "PK\u{5}\u{6} is not the end"
    #expect(try read(zip.bytes) == [text, text, [], []])
  }

  @Test func `Every size of buffer gives the same bytes`() throws {
    let file = try FileBytes(
      path: folder.write("x.zip", ZipSample([.init(name: "a", bytes: text)]).bytes))
    let entry = try #require(ZipDirectory(file).entries.first)
    for bufferBytes in [7, 1000, 1 << 20] {
      #expect(try ZipEntryBytes(file, entry).readAll(bufferBytes: bufferBytes) == text)
    }
  }

  @Test func `A ZIP that is cut short has no end`() throws {
    let bytes = ZipSample([.init(name: "a", bytes: text)]).bytes
    let error = importError { _ = try read(bytes.dropLast(1)) }
    #expect(error?.location == .offset(Int64(bytes.count - 1)))
    #expect(error?.expected.contains("end record") == true)
    #expect(
      importError { _ = try read(bytes + [1, 2, 3]) }?.expected.contains("bytes follow") == true)
  }

  @Test func `Contents are checked against CRC and size`() {
    var zip = ZipSample([.init(name: "a.csv", bytes: text, crc: 7)])
    #expect(error(zip)?.expected == "7")
    #expect(error(zip)?.found.contains("over entry \"a.csv\"") == true)
    zip.entries = [.init(name: "a.csv", bytes: text, unpackedBytes: 199_999)]
    #expect(error(zip)?.found == "more than 199999 bytes in entry \"a.csv\"")
    zip.entries = [.init(name: "a.csv", bytes: text, unpackedBytes: 200_001)]
    #expect(error(zip)?.found == "only 200000 bytes in entry \"a.csv\"")
    zip.entries = [.init(name: "a.csv", bytes: text, packedBytes: 1000)]
    #expect(error(zip)?.found.contains("ends too early") == true)
  }

  @Test func `A huge declared size costs no memory and is an error`() {
    let huge: UInt64 = 1 << 62
    var zip = ZipSample([.init(name: "a", bytes: text, unpackedBytes: huge)], isWide: true)
    #expect(error(zip)?.found == "only 200000 bytes in entry \"a\"")
    zip.entries = [.init(name: "a", bytes: text, packedBytes: huge)]
    #expect(error(zip)?.expected.contains("lies before the directory") == true)
    zip.entries = [.init(name: "a", bytes: text, packedBytes: .max)]
    #expect(error(zip)?.found == "bytes that are no entry of a ZIP directory")
    zip.entries = [.init(name: "a", bytes: text, isStored: true, packedBytes: huge)]
    #expect(error(zip)?.expected.contains("lies before the directory") == true)
  }

  @Test func `Encryption and foreign methods are named`() {
    #expect(
      error(ZipSample([.init(name: "a", bytes: text, flags: 1)]))?.found == "an encrypted entry")
    #expect(
      error(ZipSample([.init(name: "a", bytes: text, method: 14)]))?.found == "packing method 14")
  }

  @Test func `A ZIP of folders alone holds nothing`() throws {
    let zip = ZipSample([.init(name: "a/", bytes: [], isStored: true)])
    let path = try folder.write("x.zip", zip.bytes)
    #expect(importError { _ = try InputFile(path: path).parts() }?.found == "a ZIP without files")
    let none = try folder.write("none.zip", ZipSample([]).bytes)
    #expect(importError { _ = try InputFile(path: none).parts() }?.found == "a ZIP without files")
  }

  @Test(arguments: [false, true]) func `Damage never crashes and never passes`(
    isWide: Bool
  ) throws {
    let small = Array(text[..<600])
    let whole = ZipSample(
      [.init(name: "a", bytes: small), .init(name: "b", bytes: small, isStored: true)],
      isWide: isWide
    ).bytes
    for seed in UInt64(0)..<1500 {
      var random = SeededRandom(seed: seed)
      var bytes = whole
      if seed % 4 == 0 { bytes.removeLast(.random(in: 1..<bytes.count, using: &random)) }
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        bytes[.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
      }
      do {
        // Flips in names and dates pass; a directory that got shorter lists fewer entries.
        #expect(try read(bytes).allSatisfy { $0 == small }, "seed \(seed)")
      } catch {
        #expect(error is ImportError, "seed \(seed)")
      }
    }
  }

  @Test(.enabled(if: SharedReal.exists, "\(SharedReal.absent)"))
  func `Binance's own files unpack to what their CRC promises`() throws {
    let file = try FileBytes(path: SharedReal.path("klines/BTCUSDT-1m-2020-01-01.zip"))
    let entries = try ZipDirectory(file).entries
    #expect(entries.map(\.name) == ["BTCUSDT-1m-2020-01-01.csv"])
    let rows = try ZipEntryBytes(file, entries[0]).readAll()
    #expect(rows.count == 204_966)
    #expect(rows.count { $0 == 0x0a } == 1440)
  }
}
