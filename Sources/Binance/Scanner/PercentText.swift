/// URLs taken apart without a network library.
enum PercentText {
  /// The path and query of a URL.
  static func withoutOrigin(_ url: String) -> Substring {
    guard let scheme = url.firstIndex(of: ":"), url[scheme...].hasPrefix("://") else {
      return Substring(url)
    }
    let host = url.index(scheme, offsetBy: 3)
    guard let path = url[host...].firstIndex(where: { $0 == "/" || $0 == "?" }) else { return "" }
    return url[path...]
  }

  /// The host and port of a URL; empty if it has none.
  static func host(_ url: String) -> Substring {
    guard let scheme = url.firstIndex(of: ":"), url[scheme...].hasPrefix("://") else { return "" }
    return url[url.index(scheme, offsetBy: 3)...].prefix { $0 != "/" && $0 != "?" }
  }

  static func query(_ text: Substring) -> [RequestURL.Parameter] {
    text.split(separator: "&").map { pair in
      let name = pair.prefix { $0 != "=" }
      return RequestURL.Parameter(
        name: decoded(name), value: decoded(pair.dropFirst(name.count + 1)))
    }
  }

  /// `%E5%B8%81` to the text that it stands for; broken escapes stay as they are.
  static func decoded(_ text: Substring) -> String {
    let bytes = Array(text.utf8)
    var decoded: [UInt8] = []
    var at = 0
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: "%"), at + 2 < bytes.count,
        let high = nibble(bytes[at + 1]), let low = nibble(bytes[at + 2])
      {
        decoded.append(high << 4 | low)
        at += 3
      } else {
        decoded.append(bytes[at])
        at += 1
      }
    }
    return String(decoding: decoded, as: UTF8.self)
  }

  private static func nibble(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}
