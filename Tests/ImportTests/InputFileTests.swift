import TestSupport
import Testing

@testable import Import

@Suite struct InputFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func error(_ name: String, _ bytes: [UInt8]) throws -> ImportError? {
    let path = try folder.write(name, bytes)
    return importError { _ = try InputFile(path: path) }
  }

  @Test func `The packing is shown by the first bytes, not by the name`() throws {
    let zip = try folder.write("a.gz", ZipSample("a", "x").bytes)
    #expect(try InputFile(path: zip).packing == .zip)
    let gzip = try folder.write("a.zip", gzipped("x"))
    #expect(try InputFile(path: gzip).packing == .gzip)
    let plain = try folder.write("b.gz", Array("1,2\n".utf8))
    #expect(try InputFile(path: plain).packing == .plain)
  }

  @Test func `What cannot be read is named`() throws {
    let missing = importError { _ = try InputFile(path: folder.file("none")) }
    #expect(
      missing?.description == "\(folder.file("none")): found No such file or directory, "
        + "expected a readable file; check the path")
    let isFolder = importError { _ = try InputFile(path: folder.path) }
    #expect(isFolder?.found == "a folder")
    #expect(importError { _ = try InputFile(path: "/dev/null") }?.found == "a pipe or a device")
    #expect(try error("empty.gz", [])?.found == "an empty file")
  }

  @Test func `Binary files and foreign packings are named`() throws {
    #expect(try error("x", [0x7f, 0x45, 0x4c, 0x46, 0, 1])?.location == .offset(4))
    #expect(
      try error("x", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0])?.advice == "unpack it first with unxz")
    #expect(try error("x", Array("PAR1....".utf8))?.found == "a Parquet file")
  }

  @Test func `All importers refuse the same bad files`() throws {
    let garbage = try folder.write("garbage", Array("no such thing\n".utf8))
    let blank = try folder.write("blank.gz", gzipped(""))
    let cut = try folder.write("cut.gz", Array(gzipped("1,2,3\n").dropLast(9)))
    let zip = try folder.write("cut.zip", Array(ZipSample("a", "1,2\n").bytes.dropLast(30)))
    for path in [garbage, blank, cut, zip, folder.file("none"), folder.path] {
      let errors = [
        importError { try ImportJob.hftbacktest([path]).openAll() },
        importError { try ImportJob.cryptofeed([path]).openAll() },
        importError { try ImportJob.binanceArchive([path]).openAll() },
      ]
      for error in errors { #expect(error?.file == path) }
    }
  }

  @Test func `An error shows at most 60 bytes, and none that a terminal obeys`() {
    #expect(excerpt([0x1b, 0x61, 0xff, 0x0a].span) == #""\x1ba\xff\x0a""#)
    #expect(excerpt([UInt8](repeating: 0x61, count: 99).span).hasSuffix("a\"… (99 bytes)"))
  }
}
