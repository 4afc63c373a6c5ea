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
      let secret = authority.lastIndex(of: "@")
      guard
        let server = HostAndPort(
          secret.map { authority[authority.index(after: $0)...] } ?? authority)
      else { return nil }
      host = server.host
      port = server.port ?? (isSecure ? 443 : 80)
    }

    /// As the `Host` header wants it.
    var authority: String {
      let name = host.contains(":") ? "[\(host)]" : host
      return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }
  }
#endif
