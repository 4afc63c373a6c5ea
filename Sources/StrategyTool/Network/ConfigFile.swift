import ArgumentParser
import Basics
import Foundation

/// `--config FILE`: options in a file, for a recorder that is a service.
///
/// ```
/// # TOML; or one JSON object with the same keys
/// symbol = ["BTCUSDT", "ETHUSDT"]
/// output = 'btc'
/// redundant = true
/// ```
/// A key of the file is an option of the command, once; one that is given on the command line replaces it.
enum ConfigFile {
  private static let option = "--config"
  /// Options that may be given several times.
  private static let lists = ["symbol", "stream", "rest", "set"]
  /// Options whose values are names: a number is none.
  private static let named = ["symbol", "stream", "rest", "output", "venue", "strategy"]
  private static let bytesMax = 1 << 20

  /// The arguments with those of the file before them; `--config FILE` stays, for it is read again at SIGHUP.
  static func expand(_ arguments: [String]) throws -> [String] {
    guard arguments.first == "record", let path = path(in: arguments) else { return arguments }
    let given = Set(arguments.compactMap(name))
    let members = try members(path).filter { !given.contains(positive($0.key)) }
    return ["record"] + (try members.flatMap { try Self.arguments($0.key, $0.value, path) })
      + arguments.dropFirst()
  }

  /// The symbols that a file names now.
  static func symbols(_ path: String) throws -> [String] {
    let values = try members(path).filter { $0.key == "symbol" }
      .flatMap { try arguments($0.key, $0.value, path) }
    return values.flatMap { $0.dropFirst("--symbol=".count).split(separator: ",").map(String.init) }
  }

  private static func path(in arguments: [String]) -> String? {
    guard let index = arguments.firstIndex(where: { $0 == option || $0.hasPrefix(option + "=") })
    else { return nil }
    if arguments[index] != option { return String(arguments[index].dropFirst(option.count + 1)) }
    return index + 1 < arguments.count ? arguments[index + 1] : nil
  }

  /// The option that an argument is, without `no-`; nil if it is a value.
  private static func name(_ argument: String) -> String? {
    argument.hasPrefix("--") ? positive(argument.dropFirst(2).prefix { $0 != "=" }) : nil
  }

  private static func positive(_ key: some StringProtocol) -> String {
    key.hasPrefix("no-") ? String(key.dropFirst(3)) : String(key)
  }

  private static func members(_ path: String) throws -> [JSONValue.Member] {
    guard let data = FileManager.default.contents(atPath: path), data.count < bytesMax else {
      throw ValidationError("--config \(path): cannot be read")
    }
    guard let text = String(bytes: data, encoding: .utf8) else {
      throw ValidationError("--config \(path): is no text in UTF-8")
    }
    let members = try ConfigText.members(text, path)
    var known: Set<String> = []
    for (key, _) in members {
      guard key != "config" else {
        throw ValidationError("--config \(path): names another file: write its options here")
      }
      guard known.insert(positive(key)).inserted else {
        throw ValidationError(
          "--config \(path): '\(key)' stands there twice; for several values write a list")
      }
    }
    return members
  }

  private static func arguments(
    _ key: String, _ value: JSONValue, _ path: String
  ) throws -> [String] {
    let options = RecordOptions.known
    guard let takesValue = options[key] else {
      throw ValidationError(
        "--config \(path): '\(key)' is no option of tool record. "
          + Nearest.advice(for: key, among: options.keys.sorted()))
    }
    func wrong(_ expected: String) -> ValidationError {
      ValidationError("--config \(path): \(key) = \(value.text): expected \(expected)")
    }
    switch value {
    case .bool(let isOn):
      guard !takesValue else { throw wrong("text") }
      return isOn ? ["--" + key] : options["no-" + key] != nil ? ["--no-" + key] : []
    case .string, .integer, .number, .array:
      guard takesValue else { throw wrong("true or false") }
    case .null, .object: throw wrong("text, a number, true, false or a list")
    }
    switch value {
    case .string(let text): return ["--\(key)=\(text)"]
    case .array(let items):
      guard lists.contains(key) else { throw wrong("one value, and no list") }
      return try items.flatMap { item in
        if case .array = item { throw wrong("no list in a list") }
        return try arguments(key, item, path)
      }
    default:
      guard !named.contains(key) else { throw wrong("text in quotes") }
      return ["--\(key)=\(value.text)"]
    }
  }
}
