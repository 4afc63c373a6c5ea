#if Network
  @testable import ExchangeServer

  /// A server on a free port, stopped when it goes away.
  final class RunningExchange {
    let exchange: LocalExchange
    let port: Int

    init(
      _ symbols: [String] = ["ADABNB"], rateMilli: Int64 = 20_000,
      _ change: (inout ServerOptions) -> Void = { _ in }
    ) throws {
      var options = ServerOptions()
      change(&options)
      exchange = LocalExchange(
        options, source: try TestMarket.source(symbols, rateMilli: rateMilli))
      port = try exchange.start()
    }

    deinit { exchange.stop() }

    func client() throws -> RawClient { try RawClient(port: port) }

    /// A websocket client that is connected.
    func stream(_ target: String) throws -> RawClient {
      let client = try client()
      let status = client.upgrade(target)
      if status != 101 { throw TestExchange.Refused(status: status) }
      return client
    }
  }
#endif
