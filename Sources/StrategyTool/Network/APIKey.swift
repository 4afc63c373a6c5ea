#if Network
  import Glibc

  /// The exchange's API key: from the environment or a file, never from the command line, where other
  /// users of the machine can read it.
  enum APIKey {
    static let variable = "BINANCE_API_KEY"
    private static let bytesMax = 4096

    static func find(file: String?) throws -> String? {
      if let file { return try read(file) }
      guard let value = getenv(variable) else { return nil }
      return try checked(String(cString: value), from: "the variable \(variable)")
    }

    private static func read(_ path: String) throws -> String {
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else {
        throw ToolError("\(path): cannot open the API key: \(String(cString: strerror(errno)))")
      }
      defer { close(descriptor) }
      var facts = stat()
      guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
        throw ToolError("\(path): expected a plain file with an API key")
      }
      guard facts.st_mode & 0o077 == 0 else {
        throw ToolError(
          "\(path): found mode \(String(facts.st_mode & 0o777, radix: 8)), expected 600: others could "
            + "read the API key; chmod 600 \(path)")
      }
      var bytes = [UInt8](repeating: 0, count: bytesMax + 1)
      let count = Glibc.read(descriptor, &bytes, bytes.count)
      guard (0...bytesMax).contains(count) else {
        throw ToolError("\(path): expected an API key of at most \(bytesMax) bytes")
      }
      return try checked(String(decoding: bytes[..<count], as: UTF8.self), from: path)
    }

    /// A key is one word: anything else could smuggle headers into a request.
    private static func checked(_ text: String, from source: String) throws -> String {
      let key = text.split { $0.isWhitespace }
      guard key.count == 1, key[0].utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
        throw ToolError("\(source): expected one word of ASCII letters and digits as API key")
      }
      return String(key[0])
    }
  }
#endif
