#if Network
  import ArgumentParser
  import Basics
  import ExchangeServer

  /// Where `tool serve` listens.
  struct ServeAddressArguments: ParsableArguments {
    @Option(help: "The port; 0 for any that is free.")
    var port = 8080

    @Option(
      help: """
        The address to listen on; any other than this machine's own opens the server, and its controls, \
        to the network.
        """)
    var host = "127.0.0.1"

    @Flag(
      inversion: .prefixedNo, help: "Serve the page at / and the controls under /control/.")
    var control = true

    @Option(help: "TLS: the certificate chain, PEM.")
    var tlsCert: String?

    @Option(help: "TLS: its key, PEM.")
    var tlsKey: String?

    @Option(
      help: ArgumentHelp(
        "TLS: with a certificate of its own in this folder, made by openssl if there is none.",
        valueName: "folder"))
    var tlsSelfMade: String?

    var hasTLS: Bool { tlsCert != nil || tlsSelfMade != nil }

    func validate() throws {
      guard (0...65_535).contains(port) else {
        throw ValidationError("--port \(port): expected 0 to 65535.")
      }
      guard (tlsCert == nil) == (tlsKey == nil) else {
        throw ValidationError("TLS needs both --tls-cert and --tls-key.")
      }
      guard tlsCert == nil || tlsSelfMade == nil else {
        throw ValidationError("--tls-self-made has its own certificate: leave out --tls-cert.")
      }
    }

    func apply(to options: inout ServerOptions) throws {
      options.host = host
      options.port = port
      options.hasControl = control
      options.certificateFile = tlsCert
      options.keyFile = tlsKey
      if let tlsSelfMade {
        let made = try SelfMadeCertificate(folder: tlsSelfMade, host: host)
        (options.certificateFile, options.keyFile) = (made.certificateFile, made.keyFile)
      }
    }
  }

  /// Binance's rules, where a test wants others.
  struct ServeRuleArguments: ParsableArguments {
    @Option(help: "The server pings so often. (default: 20s, futures 3m)")
    var pingEvery: DurationArgument?

    @Option(
      help: "A client that does not answer a ping for so long is cut. (default: 60s, futures 10m)")
    var pongWithin: DurationArgument?

    @Option(help: "A connection is closed at this age.")
    var lifetime = DurationArgument(argument: "24h")!

    @Option(help: "Messages a client may send in a second. (default: 5, futures 10)")
    var messagesPerSecond: Int?

    @Option(help: "Websockets that an address may open in five minutes.")
    var connectsPer5m = 300

    @Option(
      help: """
        REST request weight that an address may use in a minute. (default: 6000, futures 2400)
        """)
    var weightPerMinute: Int64?

    func validate() throws {
      let shortestNs = [pingEvery?.ns, pongWithin?.ns, lifetime.ns].compactMap { $0 }.min() ?? 0
      guard shortestNs >= 1_000_000 else {
        throw ValidationError("--ping-every, --pong-within and --lifetime: expected 1ms or more.")
      }
      guard messagesPerSecond ?? 1 > 0, connectsPer5m > 0, weightPerMinute ?? 1 > 0 else {
        throw ValidationError("a limit of 0 would let nobody in; expected 1 or more.")
      }
      guard connectsPer5m <= 1_000_000, messagesPerSecond ?? 1 <= 1_000_000 else {
        throw ValidationError("a limit above 1000000 is none; expected less.")
      }
    }

    func apply(to options: inout ExchangeOptions) {
      options.pingEveryMs = pingEvery.map { $0.ns / 1_000_000 }
      options.pongWithinMs = pongWithin.map { $0.ns / 1_000_000 }
      options.lifetimeMs = lifetime.ns / 1_000_000
      options.messagesPerSecondMax = messagesPerSecond
      options.attemptsMax = connectsPer5m
      options.weightMax = weightPerMinute
    }
  }

  /// What goes wrong, and where it is written down.
  struct ServeFaultArguments: ParsableArguments {
    @Option(help: "Random faults without end, from this seed.")
    var faults: UInt64?

    @Option(help: "Mean time between random faults.")
    var faultEvery = DurationArgument(argument: "30s")!

    @Option(help: "Random faults are of these kinds; all, if not given.")
    var faultKind: [String] = []

    @Option(
      help: """
        A fault at a time after the start, and how long: cut@30s or 429@1m+10s. Kinds: \
        \(Fault.allCases.map(\.rawValue).joined(separator: ", ")).
        """)
    var fault: [String] = []

    @Option(help: "Write every trade sent and every fault to this file, JSON lines.")
    var truth: String?

    func validate() throws {
      _ = try events()
      _ = try kinds()
      if faultEvery.ns < 1_000_000 { throw ValidationError("--fault-every: expected 1ms or more.") }
    }

    func schedule(hasTLS: Bool) throws -> FaultSchedule {
      var kinds = try kinds()
      if kinds.isEmpty { kinds = Fault.allCases.filter { hasTLS || $0 != .tlsFailure } }
      let random = faults.map {
        RandomFaults(seed: $0, everyMs: faultEvery.ns / 1_000_000, faults: kinds)
      }
      return FaultSchedule(try events(), random: random)
    }

    private func kinds() throws -> [Fault] {
      try faultKind.flatMap { $0.split(separator: ",") }.map { try kind($0) }
    }

    private func events() throws -> [FaultEvent] {
      try fault.flatMap { $0.split(separator: ",") }.map { try event($0) }
    }

    /// `429@1m+10s`
    private func event(_ text: Substring) throws -> FaultEvent {
      let parts = text.split(separator: "@", omittingEmptySubsequences: false)
      let times = parts.count == 2 ? parts[1].split(separator: "+", maxSplits: 1) : []
      let durations = times.compactMap { DurationArgument(argument: String($0)) }
      guard let atNs = durations.first?.ns, durations.count == times.count else {
        throw ValidationError(
          "fault '\(text)': expected a kind and a time such as cut@30s or 429@1m+10s.")
      }
      return FaultEvent(
        atMs: atNs / 1_000_000, try kind(parts[0]),
        lengthMs: durations.count > 1 ? durations[1].ns / 1_000_000 : nil)
    }

    private func kind(_ name: Substring) throws -> Fault {
      if let fault = Fault(rawValue: String(name)) { return fault }
      let known = Fault.allCases.map(\.rawValue)
      throw ValidationError(
        "no fault '\(name)'. \(Nearest.advice(for: String(name), among: known))")
    }
  }
#endif
