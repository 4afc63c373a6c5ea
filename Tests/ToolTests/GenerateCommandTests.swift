import ArgumentParser
import Foundation
import Market
import Simulation
import TestSupport
import Testing

@testable import StrategyTool

struct GenerateCommandTests {
  /// Generates into a fresh folder.
  private func generate(_ arguments: [String]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let command = try GenerateCommand.parse(arguments + ["--output", folder.path])
    try command.run()
    return folder
  }

  /// Every file of a folder: path within it, bytes.
  private func files(_ folder: TemporaryFolder) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
      if let data = FileManager.default.contents(atPath: folder.file(name)) { files[name] = data }
    }
    return files
  }

  @Test func `the same options give the same recording, byte for byte`() throws {
    let arguments = ["--duration", "3m", "--stream", "trade", "--seed", "3"]
    let first = try files(generate(arguments))
    let second = try files(generate(arguments))
    #expect(first == second)
    #expect(first.keys.contains("20210522T000000Z-generated_3-000001.gz"))
    let other = try files(generate(["--duration", "3m", "--stream", "trade", "--seed", "2"]))
    #expect(Array(other.values) != Array(first.values))
  }

  @Test func `true candles lie beside the recording`() throws {
    let folder = try generate([
      "--duration", "3m", "--stream", "trade", "--expected", "1m,5m", "--symbol", "adabnb",
    ])
    let minutes = try String(
      contentsOfFile: folder.file("expected/candles-1m.csv"), encoding: .utf8)
    #expect(minutes.split(separator: "\n").allSatisfy { $0.split(separator: ",").count == 12 })
    #expect(minutes.hasPrefix("1621641600000,"))
    #expect(FileManager.default.fileExists(atPath: folder.file("expected/candles-5m.csv")))
    #expect(GenerateCommand.fileName(.mo1) == "candles-1mon.csv")
  }

  @Test func `a start in words, a rate with decimals and short kline streams are understood`()
    throws
  {
    let command = try GenerateCommand.parse([
      "--output", "x", "--start", "22 May, 2021", "--rate", "0.125", "--kline-interval", "1m,1h",
      "--fault", "reconnect", "--fault", "error", "--duration", "1h",
    ])
    let options = try command.options()
    #expect(options.startMs == 1_621_641_600_000)
    #expect(options.rateMilli == 125)
    #expect(options.streams.map(\.suffix) == ["trade", "depth@100ms", "kline_1m", "kline_1h"])
    #expect(options.faults == [.reconnect, .error])
  }

  @Test(
    arguments: [
      (["--stream", "kline_7m"], "stream 'kline_7m' names no interval"),
      (["--fault", "reconect"], "Did you mean 'reconnect'?"),
      (["--expected", "5min"], "no interval '5min'"),
      (["--rate", "1e3"], "write it like 0.5 or 20"),
      (["--rate", "0"], "rate is 0 thousandths"),
      (["--duration", "0s"], "duration is 0 ms"),
      (["--symbol", "a/b"], "symbol 'A/B' is no name"),
    ] as [([String], String)])
  func `wrong usage says what is right`(arguments: [String], message: String) {
    do {
      let command = try GenerateCommand.parse(arguments + ["--output", "never-written"])
      Issue.record("accepted: \(command)")
    } catch {
      let text = GenerateCommand.message(for: error)
      #expect(text.contains(message), "\(text)")
      #expect(GenerateCommand.exitCode(for: error) == .validationFailure)
    }
  }
}
