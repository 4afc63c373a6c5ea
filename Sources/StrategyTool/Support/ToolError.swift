/// What went wrong and what to do, in words for a person: file, offset, found, expected, way out.
struct ToolError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
