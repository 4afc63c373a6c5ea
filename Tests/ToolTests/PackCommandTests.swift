import Foundation
import TestSupport
import Testing

/// `tool pack` and `tool unpack`, and every command on what they make.
struct PackCommandTests {
  private static let recordings = PackageRoot.path + "/recordings"
  private static let demo = recordings + "/demo"
  /// Those that are whole, but for the demo, which stands for mixed folders below; the two damaged
  /// ones must be repaired before they can be packed.
  private static let whole = [
    "seed", "faults/duplicate", "faults/error-message", "faults/gap", "faults/out-of-order",
    "faults/reconnect",
  ]
  private static let damaged = ["faults/flipped-byte", "faults/torn-tail"]
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func tool(_ arguments: String...) throws -> ToolRun {
    try ToolRun(arguments: arguments, in: folder.path)
  }

  private func json(_ arguments: String...) throws -> [String: Any] {
    let run = try ToolRun(arguments: arguments + ["--json"], in: folder.path)
    let value = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    return try #require(value as? [String: Any], "\(arguments): \(run.errors)")
  }

  private func names(_ path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  /// A recording's segments in a folder of their own, without what lies beside them.
  private func copy(_ path: String, to name: String) throws -> String {
    try FileManager.default.createDirectory(
      atPath: folder.file(name), withIntermediateDirectories: true)
    for file in try names(path) where file.hasSuffix(".gz") || file.hasSuffix(".pack") {
      try FileManager.default.copyItem(
        atPath: path + "/" + file, toPath: folder.file("\(name)/\(file)"))
    }
    return folder.file(name)
  }

  /// Some hours of the demo, a segment each: enough for what all ten would show.
  private func demo(hours: Range<Int>, to name: String) throws -> String {
    let cut = try tool(
      "cut", Self.demo, "--from", "2021-05-22T0\(hours.lowerBound):00:00Z", "--to",
      "2021-05-22T0\(hours.upperBound):00:00Z", "--output", name)
    #expect(cut.status == 0, "\(cut.errors)")
    #expect(try names(folder.file(name)).count == hours.count)
    return folder.file(name)
  }

  /// Every command says the same of both; only how many bytes and blocks they take may differ.
  private func expectSame(_ plain: String, _ packed: String) throws {
    let commands = [
      ["cat"], ["cat", "--number", "--payload"], ["candles", "--interval", "1m"],
      ["candles", "--interval", "5m", "--format", "csv"], ["audit"], ["audit", "--json"],
      ["backtest"], ["backtest", "--fills", "tape"],
    ]
    for command in commands {
      let one = try ToolRun(arguments: command + [plain])
      let other = try ToolRun(arguments: command + [packed])
      #expect(one.status == other.status, "\(command) \(packed): \(other.errors)")
      #expect(said(one.output, plain) == said(other.output, packed), "\(command) \(packed)")
      #expect(said(one.errors, plain) == said(other.errors, packed), "\(command) \(packed)")
    }
    let replays = try [plain, packed].map { path in
      try json("replay", path).filter { $0.key.hasSuffix("Sha256") }
        .mapValues { String(describing: $0) }
    }
    #expect(replays[0] == replays[1])
    #expect(!replays[0].isEmpty)
    let losses = try [plain, packed].map { path in
      let facts = try json("verify", path)
      return ["records", "outcome", "missingTrades", "malformedFrames"].map { key in
        String(describing: facts[key])
      }
    }
    #expect(losses[0] == losses[1])
    let streams = try [plain, packed].map { try ToolRun("info", $0).output }.map(Self.streams)
    #expect(streams[0] == streams[1])
    #expect(!streams[0].isEmpty)
  }

  /// What a command printed, without the names of its input and without the offsets in its files.
  private func said(_ text: String, _ path: String) -> String {
    text.replacingOccurrences(of: path, with: "RECORDING")
      .replacingOccurrences(of: ".pack", with: ".gz")
      .replacing(#/, block \d+ at byte \d+/#, with: "")
  }

  /// The lines of `info` that tell of streams.
  private static func streams(_ text: String) -> [Substring] {
    text.split(separator: "\n").filter { $0.contains("@") || $0.contains("GET ") }
  }

  @Test(arguments: whole)
  func `Every command says the same of a packed recording`(name: String) throws {
    let plain = try copy(Self.recordings + "/" + name, to: "plain")
    #expect(try tool("pack", plain, "--output", "packed").status == 0)
    #expect(try names(folder.file("packed")).allSatisfy { $0.hasSuffix(".pack") })
    try expectSame(plain, folder.file("packed"))
  }

  @Test func `Every command says the same of a folder with plain and packed segments`() throws {
    let plain = try demo(hours: 0..<3, to: "plain")
    let mixed = try demo(hours: 0..<3, to: "mixed")
    let segments = try names(mixed).enumerated().filter { $0.offset % 2 == 1 }
    let paths = segments.map { mixed + "/" + $0.element }
    #expect(try ToolRun(arguments: ["pack", "--replace"] + paths).status == 0)
    #expect(try names(mixed).count { $0.hasSuffix(".pack") } == segments.count)
    try expectSame(plain, mixed)
  }

  @Test(arguments: damaged)
  func `A damaged recording is packed once it is repaired`(name: String) throws {
    let plain = try copy(Self.recordings + "/" + name, to: "plain")
    let refused = try tool("pack", plain, "--output", "packed")
    #expect(refused.status == 1)
    #expect(refused.errors.contains("tool repair"))
    #expect(try names(folder.file("packed")) == [])
    #expect(try tool("repair", plain).status == 0)
    #expect(try tool("pack", plain, "--output", "packed").status == 0)
    try expectSame(try copy(plain, to: "repaired"), folder.file("packed"))
  }

  @Test func `A stretch of time is cut out of a packed recording as out of a plain one`() throws {
    let plain = try demo(hours: 3..<5, to: "plain")
    #expect(try tool("pack", plain, "--output", "packed").status == 0)
    for path in [plain, "packed"] {
      let cut = try tool(
        "cut", path, "--from", "2021-05-22T03:50:00Z", "--to", "2021-05-22T04:20:00Z", "--output",
        path == "packed" ? "b" : "a")
      #expect(cut.status == 0, "\(cut.errors)")
    }
    // The first record names the segment that the cut begins in.
    let kinds = ["--kind", "t,o,x,p,r,z"]
    let cuts = try ["a", "b"].map { try ToolRun(arguments: ["cat", folder.file($0)] + kinds) }
    #expect(cuts[0].output == cuts[1].output)
    #expect(cuts[0].output.count > 1_000_000)
    let range = ["--from", "2021-05-22T04:10:30Z", "--to", "2021-05-22T04:20:30Z"]
    for command in [["candles", "--interval", "1m"], ["cat"]] {
      let one = try ToolRun(arguments: command + [plain] + range)
      let other = try ToolRun(arguments: command + [folder.file("packed")] + range)
      #expect(one.output == other.output, "\(command)")
      #expect(one.output.count > 100)
    }
  }

  @Test func `In place, and back; what was done as JSON`() throws {
    let plain = try demo(hours: 0..<2, to: "plain")
    // Made anew with the zlib of this machine, so that its bytes come back.
    #expect(try tool("compact", plain, "--in-place").status == 0)
    let before = try names(plain).map { try Data(contentsOf: fileURL(plain, $0)) }
    let records = try tool("cat", plain).output.utf8.count
    let packed = try json("pack", plain, "--replace")
    #expect(packed["segments"] as? Int == 2)
    #expect(packed["blocksCompressedOtherwise"] as? Int == 0)
    #expect(packed["recordBytes"] as? Int == records)
    let bytes = try names(plain).map { try Data(contentsOf: fileURL(plain, $0)).count }
    #expect(packed["bytesAfter"] as? Int == bytes.reduce(0, +))
    // Twice does no harm.
    #expect(try json("pack", plain, "--replace")["segments"] as? Int == 0)
    let again = try tool("pack", plain, "--replace")
    #expect(again.output == "nothing to pack in \(plain): no segment was written\n")
    #expect(again.errors.contains("packed already"))
    let unpacked = try json("unpack", plain, "--replace")
    #expect(unpacked["blocksCompressedOtherwise"] as? Int == 0)
    #expect(try names(plain).map { try Data(contentsOf: fileURL(plain, $0)) } == before)
  }

  @Test func `A plain recording has nothing to unpack, and that is said`() throws {
    let run = try tool("unpack", Self.demo, "--output", "plain")
    #expect(run.status == 0)
    #expect(run.output == "nothing to unpack in plain: no segment was written\n")
    #expect(run.errors.contains("left as it is") && run.errors.contains("plain already"))
  }

  private func fileURL(_ folder: String, _ name: String) -> URL {
    URL(fileURLWithPath: folder + "/" + name)
  }

  @Test(arguments: ["pack", "unpack"])
  func `Wrong usage and bad input are reported`(command: String) throws {
    for arguments in [[], ["--output", "x", "--replace"]] {
      let run = try ToolRun(arguments: [command, Self.demo] + arguments)
      #expect(run.status == 2)
      #expect(run.errors.contains("either --output FOLDER or --replace"))
    }
    try folder.write("noise.gz", Array("no recording".utf8))
    try folder.write("noise.pack", Array("no recording".utf8))
    for path in ["nothing", "noise.gz", "noise.pack"] {
      let run = try tool(command, path, "--output", "out")
      #expect(run.status != 0 || run.errors.contains("left as it is"), "\(command) \(path)")
      #expect(run.errors.contains(path), "\(run.errors)")
    }
    #expect(try tool("pack", Self.demo, "--replace", "--no-verify").status == 2)
  }

  @Test func `A name that is taken is refused, and nothing is overwritten`() throws {
    #expect(try tool("pack", Self.recordings + "/seed", "--output", "packed").status == 0)
    let again = try tool("pack", Self.recordings + "/seed", "--output", "packed")
    #expect(again.status == 1)
    #expect(again.errors.contains("name another folder"))
    try folder.write("file", [1])
    #expect(try tool("pack", Self.recordings + "/seed", "--output", "file").status == 1)
    #expect(try tool("unpack", "packed", "--output", "file").status == 1)
  }

  @Test(arguments: ["pack", "unpack"])
  func `A full disk leaves the source and nothing else`(command: String) throws {
    let source = try copy(Self.recordings + "/faults/gap", to: "source")
    if command == "unpack" { #expect(try tool("pack", source, "--replace").status == 0) }
    let before = try names(source)
    // A limit of 4 KiB a file, in units of 512 bytes; the signal that comes with it is ignored.
    let run = try ToolRun(
      shell: "trap '' XFSZ; ulimit -f 8; exec tool \(command) source --replace 2>&1 | cat",
      in: folder.path)
    #expect(run.output.contains("error"), "\(run.output)")
    #expect(try names(source) == before)
    #expect(try tool("verify", source).output.contains("whole"))
  }

  @Test func `A killed pack is done again by the next one`() throws {
    let source = try demo(hours: 0..<2, to: "source")
    let whole = try tool("cat", source).output
    // What a kill leaves: a file without its name yet, and a segment in both forms.
    #expect(try tool("pack", source, "--output", "packed").status == 0)
    let name = try #require(try names(folder.file("packed")).first)
    let packed = try Data(contentsOf: fileURL(folder.file("packed"), name))
    try packed.write(to: fileURL(source, name))
    let second = try names(folder.file("packed"))[1]
    try packed.prefix(1000).write(to: fileURL(source, second + ".converting"))
    try Data().write(to: fileURL(source, "pack.lock"))
    #expect(try tool("cat", source).output == whole)
    #expect(try tool("verify", source).status == 0)
    #expect(try tool("pack", source, "--replace").status == 0)
    #expect(try names(source) == names(folder.file("packed")))
    #expect(try tool("cat", source).output == whole)
  }

  @Test func `Damage in a packed segment costs its block; repair and unpack go on from there`()
    throws
  {
    let demo = try demo(hours: 0..<3, to: "demo")
    #expect(try tool("pack", demo, "--output", "packed").status == 0)
    let path = folder.file("packed")
    let name = try names(path)[1]
    var bytes = try Data(contentsOf: fileURL(path, name))
    bytes[bytes.count / 2] ^= 8
    try bytes.write(to: fileURL(path, name))
    let found = try json("verify", path)
    #expect(found["outcome"] as? String == "damaged")
    let unpacked = try tool("unpack", path, "--output", "plain")
    #expect(unpacked.status == 3)
    #expect(unpacked.errors.contains("records are lost"))
    let frames = try tool("cat", "plain", "--kind", "t").output
    // Damage keeps a packed segment where it is.
    #expect(try tool("repair", path).status == 0)
    #expect(try json("verify", path)["outcome"] as? String == "whole")
    #expect(try tool("cat", path, "--kind", "t").output == frames)
    let again = try tool("unpack", path, "--output", "again")
    #expect(again.status == 0, "\(again.errors)")
    #expect(try tool("cat", "again", "--kind", "t").output == frames)
    #expect(try json("verify", "again")["outcome"] as? String == "whole")
    let compact = try tool("compact", path, "--in-place")
    #expect(compact.errors.contains("'tool unpack' it first"))
  }
}
