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
    events += conflicts.map { .warning($0) }
    let left = conflictCount - conflicts.count
    if left > 0 { events.append(.warning("\(left) more rows contradict each other")) }
    return events
  }
}
