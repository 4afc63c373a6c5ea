#if Network
  import ArgumentParser
  import Capture
  import Glibc

  /// How servers are reached: `--proxy`, the variables that say the same, and `--ca-file`.
  struct RouteArguments: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "Connect through this proxy: http://host:3128 or socks5://host:1080.",
        discussion: """
          User and password go before the host: http://user:password@host:3128. Other users of the machine \
          can read them on the command line; they cannot read the variables HTTPS_PROXY, HTTP_PROXY (for \
          ws and http addresses) and ALL_PROXY, which are obeyed too, as NO_PROXY is, but for --proxy. none: no proxy, \
          whatever the variables say.
          """))
    var proxy: String?

    @Option(help: "A PEM file with certificates to trust besides the system's.")
    var caFile: String?

    func apply(to options: inout CaptureOptions) throws {
      options.certificateFile = caFile
      do {
        options.proxies = try ProxyChoice(option: proxy) { name in
          getenv(name).map { String(cString: $0) }
        }
      } catch {
        throw ValidationError(error.description)
      }
    }
  }
#endif
