/// A proxy to connect through: `http://user:password@host:3128` or `socks5://host:1080`.
package struct ProxyAddress: Equatable, Sendable {
  package enum Scheme: String, Sendable {
    /// HTTP's CONNECT (RFC 9110).
    case http
    /// RFC 1928; names are looked up by the proxy.
    case socks5
  }

  package let scheme: Scheme
  package let host: String
  package let port: Int
  /// Empty if none was given.
  package let user: String
  package let password: String

  /// Bytes that SOCKS has room for.
  private static let secretBytesMax = 255

  /// Nil for what is no address of such a proxy; without a scheme it is HTTP's.
  package init?(_ text: String) {
    let scheme = text.firstRange(of: "://")
    switch scheme.map({ text[..<$0.lowerBound].lowercased() }) ?? "http" {
    case "http": self.scheme = .http
    case "socks5", "socks5h": self.scheme = .socks5
    default: return nil
    }
    let rest = scheme.map { text[$0.upperBound...] } ?? text[...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    guard rest.dropFirst(authority.count).allSatisfy({ $0 == "/" }) else { return nil }
    let at = authority.lastIndex(of: "@")
    let secret = at.map { authority[..<$0] } ?? ""
    let user = secret.prefix { $0 != ":" }
    guard let name = Self.decoded(user),
      let password = Self.decoded(secret.dropFirst(user.count + 1)),
      let server = HostAndPort(at.map { authority[authority.index(after: $0)...] } ?? authority)
    else { return nil }
    (self.user, self.password) = (name, password)
    host = server.host
    port = server.port ?? (self.scheme == .http ? 3128 : 1080)
  }

  /// Without its secrets: `http://host:3128`.
  package var text: String {
    "\(scheme.rawValue)://\(host.contains(":") ? "[\(host)]" : host):\(port)"
  }

  /// `%40` stands for what would end the user's part.
  private static func decoded(_ text: Substring) -> String? {
    guard let plain = text.removingPercents, plain.utf8.count <= secretBytesMax else { return nil }
    return plain
  }
}

extension Substring {
  /// Percent escapes replaced; nil if one is none, or what they give is no text.
  fileprivate var removingPercents: String? {
    var bytes: [UInt8] = []
    var rest = utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
