/// Who may use the controls: programs on this machine, and this server's own page.
///
/// A server on localhost is within reach of every page that the user's browser has open. A page of
/// another origin names itself in `Origin` or `Sec-Fetch-Site`; one that got here by pointing its own
/// name at this machine (DNS rebinding) names that in `Host`.
struct ControlGuard: Equatable, Sendable {
  var hosts: [String]
  var origin: String?
  /// `Sec-Fetch-Site`.
  var site: String?
  /// The address that the server listens on, as its user gave it.
  var listensOn: String

  /// Why the request is refused; nil if it may be done.
  var refusal: PlayControl.Refusal? {
    guard hosts.count == 1, isKnown(Self.name(hosts[0])) else {
      return refusal("the Host header names another machine")
    }
    let host = hosts[0].lowercased()
    if let origin = origin?.lowercased(), origin != "http://" + host, origin != "https://" + host {
      return refusal("the request comes from a page of another origin")
    }
    if let site, site != "same-origin", site != "none" {
      return refusal("the request comes from a page of another site")
    }
    return nil
  }

  private func refusal(_ reason: String) -> PlayControl.Refusal {
    PlayControl.Refusal(
      status: 403, message: "\(reason); use this server's own page, or a program on this machine")
  }

  /// Names can be pointed anywhere by anyone; addresses and localhost cannot.
  private func isKnown(_ name: String) -> Bool {
    if name == "localhost" || name == listensOn.lowercased() { return true }
    if name.first == "[", name.last == "]" { return true }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
  }

  /// A host without its port: `localhost:8080`, `[::1]:8080`.
  private static func name(_ host: String) -> String {
    let host = host.lowercased()
    if host.first == "[", let end = host.firstIndex(of: "]") { return String(host[...end]) }
    return String(host.prefix { $0 != ":" })
  }
}
