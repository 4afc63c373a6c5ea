import Foundation
import Recording
import RecordingSamples
import TestSupport
import Testing

@Suite struct CrashTests {
  /// Ten folders, each with twenty sessions that are killed one after another: at a random record, or
  /// while they recover what the one before left.
  @Test(arguments: UInt64(1)...10)
  func `No acknowledged record is lost or doubled by kill -9`(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    var random = SeededRandom(seed: seed)
    var insideSeal = 0
    for round in 0..<20 {
      let session = "s\(round)"
      let acknowledged = try run(session, in: folder, &random)
      insideSeal += try isInsideSeal(folder) ? 1 : 0
      let context: Comment = "seed \(seed), round \(round), acknowledged \(acknowledged)"
      // Readable as it lies there, …
      try check(folder, session, acknowledged, context)
      // … after recovery, and recovery has nothing to do the second time.
      let tailsBefore = try records(of: session, in: folder)
      _ = try Recovery.recover(directory: folder.path)
      try check(folder, session, acknowledged, context)
      let files = try contents(folder)
      #expect(try records(of: session, in: folder) == tailsBefore, context)
      #expect(try Recovery.recover(directory: folder.path) == [], context)
      #expect(try contents(folder) == files, context)
    }
    print("seed \(seed): \(insideSeal) of 20 kills left a block between its tail and its segment")
  }

  @Test func `A recording is read while it is written, sealed and rotated`() throws {
    let folder = try TemporaryFolder()
    let child = try Child("CrashWriter", [folder.path, "live", "7", "300"])
    defer { child.kill() }
    var acknowledged = -1
    for round in 0..<25 {
      for _ in 0..<5 { acknowledged = child.line().flatMap { Int($0) } ?? acknowledged }
      let played = try Played([folder.path])
      #expect(played.damages == [], "round \(round)")
      let numbers = played.own.filter { $0.kind == .text }.map { frame in
        Int(String(decoding: frame.payload.prefix { $0 != 0x20 }, as: UTF8.self)) ?? -1
      }
      #expect(numbers == Array(0..<numbers.count), "round \(round)")
      #expect(numbers.count > acknowledged, "round \(round)")
    }
  }

  /// Runs a writer and kills it.
  ///
  /// - Returns: the last number acknowledged; -1 if it did not come so far.
  private func run(
    _ session: String, in folder: TemporaryFolder, _ random: inout SeededRandom
  ) throws -> Int {
    let child = try Child(
      "CrashWriter",
      [
        folder.path, session, "\(random.next())",
        "\(Int.random(in: 100...600, using: &random))",
      ])
    var last = -1
    let lines =
      Int.random(in: 0..<10, using: &random) == 0 ? 0 : Int.random(in: 1...50, using: &random)
    for _ in 0..<lines { last = child.line().flatMap { Int($0) } ?? last }
    // Not a wait: some work of random length, so that the kill falls anywhere in the other's work.
    var work: UInt64 = 0
    for _ in 0..<Int.random(in: 0...2000, using: &random) { work ^= random.next() }
    withExtendedLifetime(work) { child.kill() }
    while let line = child.line() { last = Int(line) ?? last }
    return last
  }

  private func check(
    _ folder: TemporaryFolder, _ session: String, _ acknowledged: Int, _ context: Comment
  ) throws {
    let numbers = try records(of: session, in: folder)
    #expect(numbers == Array(0..<numbers.count), context)
    #expect(numbers.count > acknowledged, context)
  }

  /// The numbers of a session's records, in order.
  private func records(of session: String, in folder: TemporaryFolder) throws -> [Int] {
    let paths = try names(folder).filter { $0.hasSuffix(".gz") && $0.contains("-\(session)-") }
      .map(folder.file)
    var numbers: [Int] = []
    for path in paths {
      guard let recording = try? Recording(paths: [path]) else { continue }
      let played = try Played(recording)
      #expect(played.damages == [])
      numbers += played.own.filter { $0.kind == .text }.map { frame in
        Int(String(decoding: frame.payload.prefix { $0 != 0x20 }, as: UTF8.self)) ?? -1
      }
    }
    return numbers
  }

  /// Whether some block was on its way from its tail to its segment.
  private func isInsideSeal(_ folder: TemporaryFolder) throws -> Bool {
    try names(folder).filter { $0.contains(".gz.tail.") }.count > 1
  }

  private func names(_ folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  private func contents(_ folder: TemporaryFolder) throws -> [String: Data] {
    var result: [String: Data] = [:]
    for name in try names(folder) {
      result[name] = try Data(contentsOf: URL(fileURLWithPath: folder.file(name)))
    }
    return result
  }
}
