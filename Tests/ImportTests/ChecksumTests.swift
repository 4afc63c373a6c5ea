import TestSupport
import Testing

@testable import Import

@Suite struct ChecksumTests {
  let folder: TemporaryFolder
  /// SHA-256 of "abc", from FIPS 180-4.
  let sum = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = try folder.write("a.zip", Array("abc".utf8))
  }

  func verify(_ text: String) throws -> Bool {
    try folder.write("a.zip.CHECKSUM", Array(text.utf8))
    return try Checksum.verify(path)
  }

  @Test func `A checksum beside a file is compared`() throws {
    #expect(try Checksum.verify(path) == false)
    #expect(try verify("\(sum)  a.zip\n"))
    #expect(try verify("\(sum.uppercased()) *a.zip"))
    #expect(try verify(sum))
  }

  @Test func `A mismatch shows both sums`() throws {
    let other = sum.replacing("b", with: "c")
    let error = importError { _ = try verify("\(other)  a.zip\n") }
    #expect(error?.found == "SHA-256 \(sum)")
    #expect(error?.expected.hasPrefix(other) == true)
  }

  @Test(arguments: ["", "hello\n", "ba78  a.zip\n"]) func `No checksum is no pass`(text: String) {
    #expect(importError { _ = try verify(text) }?.file == path + ".CHECKSUM")
  }

  @Test func `The checksum of another file is refused`() {
    #expect(importError { _ = try verify("\(sum)  b.zip\n") }?.found.contains("\"b.zip\"") == true)
  }

  @Test func `An archive with a wrong checksum writes nothing`() throws {
    let row = "1577836800000,1,1,1,1,1,1577836859999,1,1,1,1,0\n"
    let zip = try folder.write("BTCUSDT-1m-2020-01-01.zip", ZipSample("x.csv", row).bytes)
    try folder.write("BTCUSDT-1m-2020-01-01.zip.CHECKSUM", Array("\(sum)  x".utf8))
    #expect(importError { _ = try ImportJob.binanceArchive([zip]) } != nil)
    try folder.write("BTCUSDT-1m-2020-01-01.zip.CHECKSUM", Array(sum.utf8))
    #expect(
      importError { _ = try ImportJob.binanceArchive([zip]) }?.expected.hasPrefix(sum) == true)
  }
}
