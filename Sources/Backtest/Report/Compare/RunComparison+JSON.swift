import Basics

extension RunComparison {
  /// One object; figures and fills as they stand in the reports.
  package func json() -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.array("runs") { writer in for run in runs { writer.string(nil, run.name) } }
      writer.array("runHashes") { writer in
        for run in runs { writer.string(nil, run.figure("runHash")) }
      }
      writer.object("assumptions") { writer in
        for row in assumptions {
          writer.array(row.name) { writer in
            for value in row.values { writer.string(nil, value) }
          }
        }
      }
      writer.object("figures") { writer in
        for figure in figures {
          writer.array(figure.row.name) { writer in
            for value in figure.row.values {
              writer.number(nil, value.flatMap(Self.number))
            }
          }
        }
      }
      writer.array("fills") { writer in
        for pairs in fills { writer.object { Self.write(pairs, &$0) } }
      }
    }
    return writer.text
  }

  /// A report that is no longer what was written must not break this one.
  private static func number(_ text: String) -> String? {
    switch JSONValue(text: text) {
    case .integer?, .number?: text
    default: nil
    }
  }

  private static func write(_ pairs: FillPairs, _ writer: inout JSONWriter) {
    writer.number("same", pairs.sameCount)
    writer.number("differ", pairs.differsCount)
    writer.number("alone", pairs.aloneCount)
    writer.array("others") { writer in
      for pair in pairs.pairs {
        switch pair {
        case .same: break
        case .differs(let fill, let other): write(fill, other, &writer)
        case .onlyFirst(let fill): write(fill, nil, &writer)
        case .onlySecond(let fill): write(nil, fill, &writer)
        }
      }
    }
  }

  private static func write(
    _ first: ComparedRun.Fill?, _ second: ComparedRun.Fill?, _ writer: inout JSONWriter
  ) {
    writer.array { writer in
      for fill in [first, second] {
        guard let fill else {
          writer.number(nil, nil as Int64?)
          continue
        }
        writer.object {
          $0.number("number", fill.number)
          $0.number("timeUs", fill.timeUs)
          $0.string("symbol", fill.symbol)
          $0.string("side", fill.side)
          $0.number("price", fill.price)
          $0.number("quantity", fill.quantity)
        }
      }
    }
  }
}
