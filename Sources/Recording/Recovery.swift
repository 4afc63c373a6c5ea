/// What recovery did to a folder, in words for a person.
package struct RecoveryAction: Equatable, Sendable, CustomStringConvertible {
  package let path: String
  package let description: String
}

/// Brings a folder that a writer left suddenly back to whole segments.
struct Recovery {
  let directory: String
  let disk: DiskAccess

  func run() throws(RecordingError) -> [RecoveryAction] { [] }
}
