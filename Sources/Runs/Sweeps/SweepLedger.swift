package import Backtest
import Basics
import Foundation
import Glibc
import Market

/// The file of a sweep: a first line that says what all its trials assume, then one line a trial,
/// written when the trial is done. What a killed sweep left of its last line is cut off.
package final class SweepLedger {
  private static let title = "tapedeck sweep 1"

  /// In the file's order.
  package private(set) var trials: [SweepTrial] = []
  private let path: String?
  private var descriptor: Int32 = -1

  /// A ledger in memory only, which nothing of stays.
  package init() { path = nil }

  /// Opens or begins the file. Throws if it is the ledger of other assumptions, or another sweep is
  /// writing it.
  package init(path: String, assumptions: [String], strategy: StrategyDescription) throws {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    if descriptor < 0 { throw failure("open") }
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      throw RunError("another sweep is writing the ledger \(path): wait for it, or use another")
    }
    let text =
      try FileHandle(fileDescriptor: descriptor, closeOnDealloc: false).readToEnd() ?? Data()
    let end = text.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    if end < text.count, ftruncate(descriptor, off_t(end)) != 0 { throw failure("cut") }
    if lseek(descriptor, off_t(end), SEEK_SET) < 0 { throw failure("seek in") }
    let lines = text[..<end].split(separator: 0x0A)
    guard let head = lines.first else {
      let head = JSONValue.object([
        ("ledger", .string(Self.title)), ("assumptions", .array(assumptions.map { .string($0) })),
      ])
      try write(head.text + "\n")
      return
    }
    try check(head, assumptions)
    for (index, line) in lines.enumerated().dropFirst() {
      trials.append(try read(line, index + 1, strategy))
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Appends trials and lets them reach the file at once.
  package func add(_ new: [SweepTrial]) throws {
    trials += new
    try write(new.map { $0.ledgerLine + "\n" }.joined())
  }

  private func write(_ text: String) throws {
    guard descriptor >= 0 else { return }
    guard writeAll(Array(text.utf8), to: descriptor) else { throw failure("write") }
  }

  private func failure(_ verb: String) -> RunError {
    RunError("cannot \(verb) the ledger \(path ?? ""): \(errnoText())")
  }
}

extension SweepLedger {
  private struct Head: Decodable {
    let ledger: String
    let assumptions: [String]
  }

  private struct Line: Decodable {
    let strategy: String
    let parameters: [String: String]
    let sliceEquity: [String]
    let fills: Int
    let roundTrips: Int
    let rejections: Int
    let maxDrawdown: Decimal?
    let runHash: String
  }

  private func check(_ line: Data, _ assumptions: [String]) throws {
    guard let head = try? JSONDecoder().decode(Head.self, from: line), head.ledger == Self.title
    else {
      throw RunError(
        "\(path ?? "") is no ledger of a sweep: its first line does not say \(Self.title); give "
          + "another file with --ledger")
    }
    guard head.assumptions != assumptions else { return }
    let difference = zip(head.assumptions, assumptions).first { $0 != $1 }
    throw RunError(
      "\(path ?? "") is the ledger of another sweep: it says '\(difference?.0 ?? "less")', this one is "
        + "'\(difference?.1 ?? "less")'; trials of different inputs or settings cannot be compared: give "
        + "another file with --ledger")
  }

  private func read(
    _ data: Data, _ number: Int, _ strategy: StrategyDescription
  ) throws -> SweepTrial {
    let settings: [StrategyLabel.Setting]
    guard let line = try? JSONDecoder().decode(Line.self, from: data),
      line.strategy == strategy.name
    else { throw bad(number, "is no trial of \(strategy.name)") }
    settings = try strategy.parameters.map { parameter in
      guard let value = line.parameters[parameter.name] else {
        throw bad(number, "has no parameter \(parameter.name)")
      }
      return StrategyLabel.Setting(name: parameter.name, value: value)
    }
    let equity = line.sliceEquity.compactMap { AmountSum($0) }
    guard equity.count == line.sliceEquity.count, equity.count > 1 else {
      throw bad(number, "has no amounts in sliceEquity")
    }
    if let first = trials.first, first.equity.count != equity.count {
      throw bad(number, "has \(equity.count) amounts in sliceEquity, not \(first.equity.count)")
    }
    return SweepTrial(
      label: StrategyLabel(name: line.strategy, settings: settings), equity: equity,
      fillCount: line.fills, roundTripCount: line.roundTrips, rejectedCount: line.rejections,
      maxDrawdown: line.maxDrawdown.flatMap { Ratio("\($0)") }, runHash: line.runHash)
  }

  private func bad(_ number: Int, _ what: String) -> RunError {
    RunError(
      "\(path ?? ""), line \(number), \(what): the ledger is damaged; take that line out, or give "
        + "another file with --ledger")
  }
}
