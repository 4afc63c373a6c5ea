/// What a user asked of the generator and cannot have: the message says what was found, what is
/// expected and what to do.
package struct GeneratorError: Error, Equatable, CustomStringConvertible {
  package var message: String

  package init(message: String) { self.message = message }

  package var description: String { message }
}
