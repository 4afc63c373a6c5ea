#if Network
  import Capture
  /// A websocket URL taken apart: `wss://stream.binance.com:9443/stream?streams=…`.
  struct WebSocketAddress: Equatable, Sendable {
    let isSecure: Bool
    let host: String
    let port: Int
    /// Path and query.
    let target: String

    /// Nil if it is no websocket URL with a host.
    init?(_ url: String) {
      guard let scheme = url.firstRange(of: "://") else { return nil }
      switch url[..<scheme.lowerBound].lowercased() {
      case "wss", "https": isSecure = true
      case "ws", "http": isSecure = false
      default: return nil
      }
      let rest = url[scheme.upperBound...]
      let authority = rest.prefix { $0 != "/" && $0 != "?" }
      let path = rest.dropFirst(authority.count)
      target = path.first == "/" ? String(path) : "/" + path
      guard let (host, port) = Self.hostAndPort(authority) else { return nil }
      self.host = host
      self.port = port ?? (isSecure ? 443 : 80)
    }

    /// As the `Host` header wants it.
    var authority: String {
      let name = host.contains(":") ? "[\(host)]" : host
      return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    private static func hostAndPort(_ text: Substring) -> (String, Int?)? {
      let text = text.lastIndex(of: "@").map { text[text.index(after: $0)...] } ?? text
      var host = text
      var rest = Substring()
      if text.first == "[" {
        guard let end = text.firstIndex(of: "]") else { return nil }
        host = text[text.index(after: text.startIndex)..<end]
        rest = text[text.index(after: end)...]
      } else if let colon = text.firstIndex(of: ":") {
        host = text[..<colon]
        rest = text[colon...]
      }
      guard !host.isEmpty else { return nil }
      guard rest.first == ":" else { return rest.isEmpty ? (String(host), nil) : nil }
      guard let port = Int(rest.dropFirst()), (1...65535).contains(port) else { return nil }
      return (String(host), port)
    }
  }
#endif
