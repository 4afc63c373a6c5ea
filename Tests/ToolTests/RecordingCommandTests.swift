import Foundation
import TestSupport
import Testing

/// The commands on recordings, through the executable, on those that ship with the project.
struct RecordingCommandTests {
  private static let demo = PackageRoot.path + "/recordings/demo"
  private static let faults = PackageRoot.path + "/recordings/faults"
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func tool(_ arguments: String...) throws -> ToolRun {
    try ToolRun(arguments: arguments, in: folder.path)
  }

  private func json(_ arguments: String...) throws -> [String: Any] {
    let run = try ToolRun(arguments: arguments + ["--json"], in: folder.path)
    let value = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    return try #require(value as? [String: Any])
  }

  /// A copy of a recording without what lies beside it, to be changed.
  private func copy(_ path: String, to name: String) throws -> String {
    try FileManager.default.createDirectory(
      atPath: folder.file(name), withIntermediateDirectories: true)
    for file in try FileManager.default.contentsOfDirectory(atPath: path)
    where file.hasSuffix(".gz") {
      try FileManager.default.copyItem(
        atPath: path + "/" + file, toPath: folder.file("\(name)/\(file)"))
    }
    return folder.file(name)
  }

  @Test func `a file to be imported is no recording, and the command that imports it is named`()
    throws
  {
    _ = try folder.write("BTCUSDT-1m-2020-01-01.zip", [1])
    let run = try tool("candles", "BTCUSDT-1m-2020-01-01.zip")
    #expect(run.status == 1)
    #expect(run.errors.contains("tool import binance-archive BTCUSDT-1m-2020-01-01.zip --output"))
    let missing = try tool("candles", "missing.zip")
    #expect(missing.status == 1)
    #expect(missing.errors.contains("missing.zip: cannot open the file: No such file or directory"))
  }

  @Test func `cat gives what zcat gives, from a folder, a segment or standard input`() throws {
    let compare = try ToolRun(
      shell: "zcat \(Self.demo)/*.gz > a; tool cat \(Self.demo) > b && cmp a b && "
        + "cat \(Self.demo)/*.gz | tool cat - > c && cmp a c && "
        + "for s in \(Self.demo)/*.gz; do tool cat $s; done > d && cmp a d",
      in: folder.path)
    #expect(compare.status == 0, "\(compare.errors)")
  }

  @Test func `cat by kind, connection, sequence and time`() throws {
    let opened = try tool("cat", Self.demo, "--kind", "m,o", "--sequence", "1-20", "--number")
    #expect(opened.status == 0)
    let lines = opened.output.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix("1 16216") == true)
    let minute = try tool(
      "cat", Self.demo, "--from", "2021-05-22T05:00:00Z", "--to", "2021-05-22T05:01:00Z",
      "--connection", "1", "--kind", "t", "--payload")
    #expect(minute.status == 0)
    #expect(
      minute.output.split(separator: "\n").allSatisfy { $0.hasPrefix(#"{"stream":"adabnb@"#) })
    #expect(!minute.output.isEmpty)
    #expect(try tool("cat", Self.demo, "--kind", "text").status == 2)
    #expect(try tool("cat", Self.demo, "--sequence", "9-1").status == 2)
  }

  @Test func `info says what, when, how much, by stream`() throws {
    let run = try tool("info", Self.demo)
    #expect(run.status == 0)
    for word in ["session", "adabnb@trade", "GET /api/v3/klines", "ended"] {
      #expect(run.output.contains(word))
    }
    let facts = try json("info", Self.demo)
    let headers = try json("info", Self.demo, "--headers")
    #expect(facts["records"] as? Int == headers["records"] as? Int)
    #expect((facts["streams"] as? [Any])?.isEmpty == false)
    #expect(facts["damageCount"] as? Int == 0)
  }

  @Test func `verify: 0 whole, 3 damaged but explained, 1 unreadable`() throws {
    #expect(try tool("verify", Self.demo).status == 0)
    let flipped = try tool("verify", Self.faults + "/flipped-byte")
    #expect(flipped.status == 3)
    #expect(flipped.output.contains("records are lost in"))
    #expect(try json("verify", Self.faults + "/torn-tail")["outcome"] as? String == "damaged")
    try folder.write("empty.gz", [])
    #expect(try tool("verify", folder.file("empty.gz")).status == 1)
    #expect(try tool("verify", folder.file("nothing")).status == 1)
  }

  @Test func `repair: damage goes, and nothing is destroyed`() throws {
    for fault in ["flipped-byte", "torn-tail"] {
      let damaged = try copy(Self.faults + "/" + fault, to: fault)
      let before = try FileManager.default.contentsOfDirectory(atPath: damaged)
      #expect(try tool("repair", damaged, "--output", folder.file(fault + "-new")).status == 0)
      #expect(try FileManager.default.contentsOfDirectory(atPath: damaged) == before)
      // What was lost stays lost, and is reported; the files are whole again.
      #expect(try json("verify", folder.file(fault + "-new"))["outcome"] as? String == "whole")
      #expect(try tool("repair", damaged).status == 0)
      let again = try tool("repair", damaged)
      #expect(again.status == 0)
      #expect(again.output.hasPrefix("nothing to repair\n"))
      #expect(again.output.contains("\nwhole: "))
      let kept = try FileManager.default.contentsOfDirectory(atPath: damaged)
        .filter { $0.contains(".damaged.") }
      #expect(kept.count == 1)
      #expect(try tool("cat", damaged, "--kind", "g").output.contains("lostRecords"))
    }
  }

  @Test func `cut replays alone`() throws {
    let facts = try json(
      "cut", Self.demo, "--from", "2021-05-22T05:10:00Z", "--to", "2021-05-22T05:20:00Z",
      "--output", folder.file("part"))
    #expect(facts["records"] as? Int ?? 0 > 100)
    #expect(try tool("verify", folder.file("part")).status == 0)
    let all = try tool(
      "cat", Self.demo, "--kind", "t", "--from", "2021-05-22T05:10:00Z", "--to",
      "2021-05-22T05:20:00Z")
    #expect(try tool("cat", folder.file("part"), "--kind", "t").output == all.output)
    #expect(try tool("cut", Self.demo, "--output", folder.file("x")).status == 2)
    let nothing = try tool("cut", Self.demo, "--from", "2030-01-01", "--output", folder.file("x"))
    #expect(nothing.status == 1)
    #expect(nothing.errors.contains("nothing was received in --from "), "\(nothing.errors)")
    #expect(nothing.errors.contains("; the recording covers "), "\(nothing.errors)")
  }

  @Test func `compact keeps every byte of the records`() throws {
    let source = try copy(Self.faults + "/gap", to: "gap")
    let before = try tool("cat", source).output
    let facts = try json("compact", source, "--output", folder.file("tight"))
    let after = try #require(facts["bytesAfter"] as? Int)
    #expect(try after < #require(facts["bytesBefore"] as? Int))
    #expect(try tool("cat", folder.file("tight")).output == before)
    #expect(try tool("compact", source, "--in-place").status == 0)
    #expect(try tool("cat", source).output == before)
    #expect(try json("verify", source)["outcome"] as? String == "whole")
    #expect(try tool("compact", source).status == 2)
    #expect(
      try tool("compact", Self.faults + "/flipped-byte", "--output", folder.file("y")).status == 1)
  }
}
