#if Network
  import Market
  import Basics
  import Binance
  package import Capture
  import Glibc
  package import Recording

  extension SessionInfo {
    /// A new session on this machine.
    ///
    /// - Parameter tool: the program and its version.
    package init(_ options: CaptureOptions, tool: String) {
      var config: [JSONValue.Member] = [
        ("venue", .string(options.venue.rawValue)),
        ("urls", .array(options.subscriptions.plans.map { .string(Redaction.url($0.urls[0])) })),
        ("streams", .array(options.subscriptions.streams.map { .string($0.text) })),
        ("restUrl", .string(Redaction.url(options.restURL))),
        ("redundant", .bool(options.isRedundant)),
      ]
      if options.endsWhenIdle { config.append(("backfill", .bool(true))) }
      var name = [CChar](repeating: 0, count: 256)
      gethostname(&name, name.count - 1)
      let host = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      let id = String(UInt32.random(in: .min ... .max), radix: 16)
      self.init(
        id: String(repeating: "0", count: 8 - id.count) + id, tool: tool,
        host: String(decoding: host, as: UTF8.self), config: JSONValue.object(config).text)
    }
  }
#endif
