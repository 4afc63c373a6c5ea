/// Why a server cannot run: what was found, what was expected, what to do.
package struct ServerError: Error, CustomStringConvertible {
  package var message: String
  package var description: String { message }

  package init(message: String) { self.message = message }
}
