/// A text with names in double braces, such as `{{title}}`, and the values that replace them.
///
/// The template is read once, from front to end. What is filled in is not searched for names, so
/// no value can bring in another.
package enum TextTemplate {
  /// The template with its names filled in. If a value ends in a line feed, the line feed behind
  /// its name is dropped.
  package static func filled(_ template: [UInt8], with values: [String: String]) -> String {
    String(decoding: template, as: UTF8.self).replacing(#/{{(\w+)}}(\n?)/#) { match in
      guard let value = values[String(match.1)] else {
        preconditionFailure("no value for {{\(match.1)}}")
      }
      return value.hasSuffix("\n") ? value : value + match.2
    }
  }
}
