/// Takes secrets out of what is recorded or logged.
package enum Redaction {
  static let mark = "redacted"
  private static let headerNames = [
    "x-mbx-apikey", "authorization", "proxy-authorization", "cookie", "set-cookie",
  ]
  private static let parameterNames = ["signature", "listenkey", "apikey", "token"]

  /// Header names in lower case, secret values replaced.
  package static func headers(
    _ headers: [HTTPHeader]
  ) -> [HTTPHeader] {
    headers.map { header in
      let name = header.name.lowercased()
      return HTTPHeader(name, headerNames.contains(name) ? mark : header.value)
    }
  }

  /// A URL without user, password and secret parameters.
  package static func url(_ url: String) -> String {
    let parts = withoutUser(url).split(separator: "?", maxSplits: 1)
    guard parts.count == 2 else { return String(parts.first ?? "") }
    let query = parts[1].split(separator: "&", omittingEmptySubsequences: false).map { pair in
      let name = pair.prefix { $0 != "=" }
      return parameterNames.contains(name.lowercased()) ? "\(name)=\(mark)" : String(pair)
    }
    return String(parts[0]) + "?" + query.joined(separator: "&")
  }

  private static func withoutUser(_ url: String) -> String {
    guard let scheme = url.firstRange(of: "://") else { return url }
    let host = url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" }
    guard let at = host.lastIndex(of: "@") else { return url }
    return String(url[..<scheme.upperBound] + url[url.index(after: at)...])
  }
}
