/// Which proxy leads to a server: `--proxy`, or what the usual variables of the environment say.
///
/// ```
/// HTTPS_PROXY, HTTP_PROXY   for secure and other connections, websockets too
/// ALL_PROXY                 where the one above is not set
/// NO_PROXY                  localhost,.example.com,10.0.0.7:8080,10.0.0.0/8 or *: reached without one
/// ```
/// Variables are read in lower case first, as others do. `--proxy` goes before all of them, NO_PROXY too.
package struct ProxyChoice: Equatable, Sendable {
  package struct Problem: Error, Equatable, CustomStringConvertible {
    package let description: String
  }

  private let secure: ProxyAddress?
  private let plain: ProxyAddress?
  private let exceptions: [Substring]

  package static let none = ProxyChoice(secure: nil, plain: nil, exceptions: "")

  private init(secure: ProxyAddress?, plain: ProxyAddress?, exceptions: String) {
    self.secure = secure
    self.plain = plain
    self.exceptions = exceptions.lowercased().split { $0 == "," || $0.isWhitespace }.map {
      $0.hasPrefix("*.") ? $0.dropFirst() : $0
    }
  }

  /// - Parameters:
  ///   - option: `--proxy`; `none` for no proxy whatever the environment says.
  ///   - environment: gives the value of a variable.
  /// - Throws: `Problem` if a proxy is named in no way that is known.
  package init(option: String?, environment: (String) -> String?) throws(Problem) {
    func variable(_ name: String) -> String? {
      let value = environment(name.lowercased()) ?? environment(name)
      return value.flatMap { $0.isEmpty ? nil : $0 }
    }
    if option == "none" {
      self = .none
      return
    }
    let all = variable("ALL_PROXY")
    self.init(
      secure: try Self.address(option, variable("HTTPS_PROXY") ?? all),
      plain: try Self.address(option, variable("HTTP_PROXY") ?? all),
      exceptions: option == nil ? variable("NO_PROXY") ?? "" : "")
  }

  private static func address(
    _ option: String?, _ variable: String?
  ) throws(Problem) -> ProxyAddress? {
    guard let text = option ?? variable else { return nil }
    if let address = ProxyAddress(text) { return address }
    // It may hold a password, so it is not shown.
    throw Problem(
      description:
        "\(option == nil ? "a proxy in the environment" : "--proxy") is none that is known "
        + "here: write it like http://user:password@host:3128 or socks5://host:1080")
  }

  /// The proxy for a server; nil if it is reached without one.
  package func proxy(host: String, port: Int, isSecure: Bool) -> ProxyAddress? {
    guard let proxy = isSecure ? secure : plain, !isException(host.lowercased(), port) else {
      return nil
    }
    return proxy
  }

  private func isException(_ host: String, _ port: Int) -> Bool {
    exceptions.contains { exception in
      if exception == "*" { return true }
      if let network = AddressRange(exception) { return network.contains(host) }
      guard let named = HostAndPort(exception) else { return exception == host[...] }
      guard named.port == nil || named.port == port else { return false }
      let name = named.host.hasPrefix(".") ? String(named.host.dropFirst()) : named.host
      return host == name || host.hasSuffix("." + name)
    }
  }
}
