package import Import

extension RowFindings {
  /// What is to be said of them, one by one.
  package var events: [RunEvent] {
    var events: [RunEvent] = []
    if movedCount > 0 {
      events.append(.note("\(movedCount) rows stood in no order and were put in order"))
    }
    if repeatedCount > 0 {
      events.append(.note("\(repeatedCount) rows stood there twice and were taken once"))
    }
    if offGridCount > 0 {
      events.append(
        .note("\(offGridCount) candles open past the border of their interval, as after a halt"))
    }
    if let first = cutShort.texts.first {
      events.append(
        .note(
          "\(cutShort.count) candles end before their interval does, as at a halt, first \(first)"))
    }
    events += openEnds.texts.map { .note($0) }
    if openEnds.leftCount > 0 {
      events.append(.note("\(openEnds.leftCount) more files may lack rows at an end"))
    }
    if repaired.count > 0 {
      events.append(
        .note(
          "\(repaired.count) rows have numbers that went through floating point: the nearest ones of eight "
            + "decimals were taken"))
      events += repaired.texts.map { .note($0) }
    }
    if let firstRounded {
      events.append(
        .note(
          "\(roundedCount) numbers have more than eight decimals and were rounded to the nearest ones, first "
            + "in \(firstRounded)"))
    }
    if let first = inconsistent.texts.first {
      events.append(
        .warning(
          "\(inconsistent.count) rows contradict themselves and were taken as they are, first \(first)"
        ))
    }
    events += conflicts.texts.map { .warning($0) }
    if conflicts.leftCount > 0 {
      events.append(.warning("\(conflicts.leftCount) more rows contradict each other"))
    }
    events += skipped.texts.map { .warning("passed over: \($0)") }
    if skipped.leftCount > 0 {
      events.append(.warning("\(skipped.leftCount) more rows were passed over"))
    }
    return events + missing.map { .warning($0) }
  }
}
