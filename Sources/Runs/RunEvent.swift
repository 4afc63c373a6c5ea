/// What a run says while it works, to whoever waits for it: results come back as values.
public enum RunEvent: Sendable, Hashable {
  /// How far a piece of work has come.
  case progress(RunProgress)
  /// What happened, in a line.
  case info(String)
  /// What is worth knowing: nothing is wrong.
  case note(String)
  /// Why the result is less than it seems: damage, missing trades, late rows.
  case warning(String)
}

/// How far a piece of work has come.
public struct RunProgress: Sendable, Hashable {
  /// What is being done: `backtest`, `sweep`.
  public let work: String
  /// So much of `total`, in a unit of the work's own.
  public let done: Int64
  /// 0 where it is not known.
  public let total: Int64
  /// What else is to be shown, such as `12 trials`.
  public let note: String

  package init(_ work: String, done: Int64, total: Int64, note: String = "") {
    self.work = work
    self.done = done
    self.total = total
    self.note = note
  }
}

/// Is handed what a run says, on the thread that the run was called on. What it throws ends the run.
public typealias RunObserver = (RunEvent) throws -> Void

/// What went wrong and what to do, in words for a person: file, offset, found, expected, way out.
public struct RunError: Error, Hashable, CustomStringConvertible {
  public let description: String

  package init(_ description: String) { self.description = description }
}
