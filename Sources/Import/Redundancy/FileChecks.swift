/// What the rows of a file say about each other, besides what each says of itself.
struct FileChecks {
  private let plan: ArchivePlan
  /// Of files as Binance writes them; others pad numbers or not, as they like.
  private var forms: NumberForms?
  private var ends = FileEnds()
  /// Decimals of the last number of the last line, and of all lines before it the fewest.
  private var lastDecimals: Int?
  private var leastDecimals = Int.max
  private var lineCount = 0

  init(_ plan: ArchivePlan) {
    self.plan = plan
    if plan.table == nil { forms = NumberForms(plan.layout.columns) }
  }

  /// Takes in a line as it stands. What is odd about the way in which it is written, in words.
  ///
  /// - Parameter isWhole: whether it needed no repair.
  mutating func add(
    _ line: borrowing Span<UInt8>, number: Int, isWhole: Bool = true
  ) -> String? {
    if forms == nil { noteEnd(of: line) }
    return isWhole ? forms?.add(line, line: number) : nil
  }

  /// Takes in what it holds: a candle with its open time and the next one's, a trade with its time twice.
  mutating func add(fromMs: Int64, toMs: Int64) { ends.add(fromMs: fromMs, toMs: toMs) }

  private mutating func noteEnd(of line: borrowing Span<UInt8>) {
    if let lastDecimals { leastDecimals = min(leastDecimals, lastDecimals) }
    lineCount += 1
    var at = line.count
    while at > 0, 0x30...0x39 ~= line[at - 1] { at -= 1 }
    lastDecimals = at > 0 && line[at - 1] == 0x2e ? line.count - at : 0
  }

  /// Rows that do not agree with the others, once all were taken in.
  ///
  /// - Parameter isTerminated: whether the last line has an end.
  func flaws(isTerminated: Bool) -> [String] {
    var flaws = (forms?.flaws ?? []).map { "\(plan.part.label) line \($0.line): \($0.text)" }
    if !isTerminated, lineCount > 1, let lastDecimals, lastDecimals < leastDecimals {
      flaws.append(
        "\(plan.part.label): the last line has no line end, and \(lastDecimals) decimals in its last "
          + "number where all others have at least \(leastDecimals): it may have been cut off")
    }
    return flaws
  }

  /// What shows that rows may lack at the file's ends, in words; nil if nothing does.
  func openEnd(isTerminated: Bool) -> String? {
    let period = ArchiveName(plan.part.name).periodMs
    if let text = period.flatMap({ ends.text($0, plan.interval) }) {
      return "\(plan.part.label): \(text)"
    }
    guard forms != nil, !isTerminated else { return nil }
    return "\(plan.part.label): the last line has no line end: rows behind it may be lost"
  }
}
