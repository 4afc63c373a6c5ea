import ArgumentParser
import Basics
import Foundation

/// `--config FILE`: options in a file, for a recorder that is a service.
///
/// ```
/// # TOML; or one JSON object with the same keys
/// symbol = ["BTCUSDT", "ETHUSDT"]
/// output = "btc"
/// redundant = true
/// ```
enum ConfigFile {
  private static let option = "--config"
  /// Flags whose opposite has a name.
  private static let inverted = ["fill", "gather"]

  /// The arguments with those of the file in place of `--config FILE`: those that stand beside it count more.
  static func expand(_ arguments: [String]) throws -> [String] {
    guard arguments.first == "record",
      let index = arguments.firstIndex(where: { $0 == option || $0.hasPrefix(option + "=") })
    else { return arguments }
    var rest = arguments
    let path: String
    if arguments[index] == option {
      guard index + 1 < arguments.count else { return arguments }
      path = arguments[index + 1]
      rest.removeSubrange(index...(index + 1))
    } else {
      path = String(arguments[index].dropFirst(option.count + 1))
      rest.remove(at: index)
    }
    return ["record"] + (try Self.arguments(path)) + rest.dropFirst()
  }

  private static func arguments(_ path: String) throws -> [String] {
    guard let data = FileManager.default.contents(atPath: path), data.count < 1 << 20 else {
      throw ValidationError("--config \(path): cannot be read")
    }
    let text = String(decoding: data, as: UTF8.self)
    let isJSON = text.drop { $0.isWhitespace }.first == "{"
    let members = isJSON ? try json(text, path) : try toml(text, path)
    return try members.flatMap { try Self.arguments($0.key, $0.value, path) }
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
      let part = withoutComment(line).trimmingCharacters(in: .whitespaces)
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

  private static func withoutComment(_ line: Substring) -> Substring {
    var isQuoted = false
    for index in line.indices {
      if line[index] == "\"" { isQuoted.toggle() }
      if line[index] == "#", !isQuoted { return line[..<index] }
    }
    return line
  }

  /// TOML lets a comma stand behind the last item.
  private static func withoutLastComma(_ value: String) -> String {
    guard value.hasPrefix("["), value.hasSuffix("]") else { return value }
    let items = value.dropFirst().dropLast().trimmingCharacters(in: .whitespaces)
    return "[" + (items.hasSuffix(",") ? String(items.dropLast()) : items) + "]"
  }

  private static func arguments(
    _ key: String, _ value: JSONValue, _ path: String
  ) throws -> [String] {
    guard !key.isEmpty, key.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" }) else {
      throw ValidationError("--config \(path): '\(key)' is no option")
    }
    switch value {
    case .bool(true): return ["--" + key]
    case .bool(false): return inverted.contains(key) ? ["--no-" + key] : []
    case .string(let text): return ["--\(key)=\(text)"]
    case .integer, .number: return ["--\(key)=\(value.text)"]
    case .array(let items):
      return try items.flatMap { item in
        if case .array = item {
          throw ValidationError("--config \(path): \(key): a list in a list")
        }
        return try arguments(key, item, path)
      }
    case .null, .object:
      throw ValidationError(
        "--config \(path): \(key): expected text, a number, true, false or a list")
    }
  }
}
