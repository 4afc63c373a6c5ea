import ArgumentParser
import Basics
import Foundation

/// Reads a file of options: one JSON object, or lines of TOML.
enum ConfigText {
  static func members(_ text: String, _ path: String) throws -> [JSONValue.Member] {
    // Editors of Windows begin with a mark and end lines with two characters.
    let text = (text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text)
      .replacingOccurrences(of: "\r\n", with: "\n")
    let isJSON = text.drop { $0.isWhitespace }.first == "{"
    return isJSON ? try json(text, path) : try toml(text, path)
  }

  private static func json(_ text: String, _ path: String) throws -> [JSONValue.Member] {
    guard case .object(let members)? = JSONValue(text: text) else {
      throw ValidationError("--config \(path): is no JSON object")
    }
    return members
  }

  /// `key = value` on each line; an array may go on over the next ones.
  private static func toml(_ text: String, _ path: String) throws -> [JSONValue.Member] {
    var members: [JSONValue.Member] = []
    var pending = ""
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let part = inDoubleQuotes(line).trimmingCharacters(in: .whitespaces)
      if part.isEmpty { continue }
      pending += (pending.isEmpty ? "" : " ") + part
      guard let mark = pending.firstIndex(of: "=") else {
        throw ValidationError(
          "--config \(path), line \(index + 1): expected 'key = value', found '\(part)'")
      }
      let key = pending[..<mark].trimmingCharacters(in: .whitespaces)
      let value = pending[pending.index(after: mark)...].trimmingCharacters(in: .whitespaces)
      if value.hasPrefix("["), !value.hasSuffix("]") { continue }
      guard let value = JSONValue(text: withoutLastComma(value)) else {
        throw ValidationError(
          "--config \(path), line \(index + 1): '\(value)' is no value: write text in quotes")
      }
      members.append((key, value))
      pending = ""
    }
    guard pending.isEmpty else { throw ValidationError("--config \(path): ends in '\(pending)'") }
    return members
  }

  /// A line without its comment, and what stands in single quotes, where nothing is escaped, in double ones.
  private static func inDoubleQuotes(_ line: Substring) -> String {
    var result = ""
    var literal: String?
    var isQuoted = false
    var isEscaped = false
    for character in line {
      if let text = literal {
        literal = character == "'" ? nil : text + String(character)
        if character == "'" { result += text.inJSONQuotes }
        continue
      }
      if !isQuoted, character == "#" { break }
      if !isQuoted, character == "'" {
        literal = ""
        continue
      }
      if character == "\"", !isEscaped { isQuoted.toggle() }
      isEscaped = isQuoted && character == "\\" && !isEscaped
      result.append(character)
    }
    return result + (literal.map { "'" + $0 } ?? "")
  }

  /// TOML lets a comma stand behind the last item.
  private static func withoutLastComma(_ value: String) -> String {
    guard value.hasPrefix("["), value.hasSuffix("]") else { return value }
    let items = value.dropFirst().dropLast().trimmingCharacters(in: .whitespaces)
    return "[" + (items.hasSuffix(",") ? String(items.dropLast()) : items) + "]"
  }
}
