import Basics

extension RunComparison {
  private static let fillsShownMax = 20

  /// For a terminal. `time` writes an instant (µs since the epoch) as people read it.
  package func lines(time: (Int64) -> String) -> [String] {
    let names = runs.indices.map { "\($0 + 1)" }
    var lines = TextTable.pairs(
      runs.enumerated().map {
        ("\($0 + 1)", Self.printable($1.name + ", run hash " + ($1.figure("runHash") ?? "-")))
      })
    lines += ["", assumptions.isEmpty ? "no assumption differs" : "assumptions that differ"]
    if !assumptions.isEmpty { lines += Self.table(names, assumptions) }
    lines += ["", "figures"] + Self.table(names, figures.map(\.row))
    for (index, pairs) in fills.enumerated() {
      lines += [
        "",
        "orders of 1 and \(index + 2): \(pairs.sameCount) the same, \(pairs.differsCount) differ, "
          + "\(pairs.aloneCount) in one alone",
      ]
      let others = pairs.pairs.filter { if case .same = $0 { false } else { true } }
      for pair in others.prefix(Self.fillsShownMax) {
        lines += Self.text(pair, index + 2, time)
      }
      if others.count > Self.fillsShownMax {
        lines.append("… \(others.count - Self.fillsShownMax) more; --json and --html have them")
      }
    }
    return lines
  }

  private static func table(_ names: [String], _ rows: [Row]) -> [String] {
    TextTable(
      [[""] + names] + rows.map { [printable($0.name)] + $0.values.map { printable($0 ?? "-") } }
    )
    .text.split(separator: "\n").map(String.init)
  }

  private static func text(
    _ pair: FillPairs.Pair, _ second: Int, _ time: (Int64) -> String
  ) -> [String] {
    func words(_ run: Int, _ fill: ComparedRun.Fill) -> String {
      "  \(run)  \(printable("\(fill.side) \(fill.quantity) \(fill.symbol) at \(fill.price)")), "
        + time(fill.timeUs)
    }
    switch pair {
    case .same: return []
    case .differs(let fill, let other):
      return [words(1, fill), words(second, other) + "  (differs)"]
    case .onlyFirst(let fill): return [words(1, fill) + "  (alone)"]
    case .onlySecond(let fill): return [words(second, fill) + "  (alone)"]
    }
  }

  /// A name out of a file must not steer a terminal.
  private static func printable(_ text: String) -> String {
    String(
      text.map {
        $0.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control } ? $0 : "?"
      })
  }
}
