import Backtest
import Basics
import Glibc
import Market

/// A strategy's process, in lockstep: a line goes in, and a line must come out within a time.
///
/// What it writes to stderr is passed on. If that is too much to show, its last lines become part
/// of the error.
final class ExecProcess: StrategyPeer {
  /// An answer longer than this is no answer.
  private static let answerBytesMax = 1 << 20

  private static let runsOn = "has not ended after its standard input did"

  private let command: String
  private let timeoutNs: Int64
  private let child: ChildProcess
  /// Bytes that came and were not asked for yet.
  private var received: [UInt8] = []
  private var errors: ErrorTail
  private var lineCount = 0
  private var scratch = [UInt8](repeating: 0, count: 1 << 16)

  /// Starts a command of the shell.
  init(
    _ command: String, timeoutNs: Int64, seclusion: Seclusion? = nil,
    onError: @escaping (ArraySlice<UInt8>) -> Void
  ) throws {
    errors = ErrorTail(pass: onError)
    self.command = command
    self.timeoutNs = timeoutNs
    child = try ChildProcess(shell: command, seclusion: seclusion)
  }

  func answer(to line: String) throws -> [UInt8] {
    lineCount += 1
    guard received.isEmpty else { throw tooMuch() }
    var toWrite = Array(line.utf8)
    toWrite.append(0x0A)
    var written = 0
    let deadline = Deadline(afterNs: timeoutNs)
    while true {
      let ready = try wait(
        deadline, writes: written < toWrite.count, orElse: "gave no answer to line \(lineCount)")
      if ready.input { written += try write(toWrite[written...]) }
      if ready.errors { readErrors() }
      guard ready.output, let old = try readOutput() else { continue }
      guard let end = received[old...].firstIndex(of: 0x0A) else { continue }
      let answer = Array(received[..<end])
      received.removeFirst(end + 1)
      return answer
    }
  }

  /// Closes its standard input, upon which it must end, having written nothing more.
  func end() throws {
    child.closeInput()
    let deadline = Deadline(afterNs: timeoutNs)
    while child.isOutputOpen || child.areErrorsOpen {
      let ready = try wait(deadline, writes: false, orElse: Self.runsOn)
      if ready.errors { readErrors() }
      if ready.output { _ = try readOutput(mayEnd: true) }
      guard received.isEmpty else { throw tooMuch() }
    }
    while !child.hasEnded {
      guard deadline.leftMs > 0 else { throw hangs(Self.runsOn) }
      poll(nil, 0, 1)
    }
    if !child.endedWell { throw died("at the end") }
  }

  private func wait(
    _ deadline: Deadline, writes: Bool, orElse late: String
  ) throws -> (input: Bool, output: Bool, errors: Bool) {
    let leftMs = deadline.leftMs
    guard leftMs > 0 else { throw hangs(late) }
    return child.wait(forMs: leftMs, writes: writes)
  }

  private func write(_ bytes: ArraySlice<UInt8>) throws -> Int {
    guard let count = child.write(bytes) else {
      throw died("while line \(lineCount) was written to it")
    }
    return count
  }

  /// Reads what came.
  ///
  /// - Returns: where the new bytes begin; nil at the end of the output.
  private func readOutput(mayEnd: Bool = false) throws -> Int? {
    let old = received.count
    let count = child.readOutput(&scratch)
    guard count > 0 else {
      if !mayEnd { throw died("before it answered line \(lineCount)") }
      return nil
    }
    received.append(contentsOf: scratch[..<count])
    guard received.count <= Self.answerBytesMax else {
      child.kill()
      throw RunError(
        "the strategy's answer to line \(lineCount) is longer than \(Self.answerBytesMax) bytes"
          + " without a line feed: expected one line with an array of orders\(errors.text)")
    }
    return old
  }

  private func readErrors() {
    let count = child.readErrors(&scratch)
    if count > 0 { errors.add(scratch[..<count]) }
  }
}

extension ExecProcess {
  private func hangs(_ what: String) -> RunError {
    child.kill()
    let seconds = durationText(ns: timeoutNs)
    return RunError(
      "the strategy '\(command)' \(what) within \(seconds): give it more with --exec-timeout, or see"
        + " that it flushes its standard output after each line\(errors.text)")
  }

  private func tooMuch() -> RunError {
    child.kill()
    let shown = String(decoding: received.prefix(200), as: UTF8.self)
    return RunError(
      "the strategy '\(command)' wrote more than one line for line \(lineCount), beginning with:"
        + " \(shown)\nexpected one line with an array of orders for each line; whatever else it has to"
        + " say belongs to its standard error\(errors.text)")
  }

  /// Its output or its input is closed: says how it ended.
  private func died(_ moment: String) -> RunError {
    let deadline = Deadline(afterNs: min(timeoutNs, 2_000_000_000))
    while deadline.leftMs > 0, child.areErrorsOpen || !child.hasEnded {
      if child.areErrorsOpen {
        if child.wait(forMs: 1, writes: false).errors { readErrors() }
      } else {
        poll(nil, 0, 1)
      }
    }
    let how = child.endText ?? "closed its pipes and runs on"
    child.kill()
    return RunError("the strategy '\(command)' \(how) \(moment)\(errors.text)")
  }
}
