#if Network
  import Binance
  package import Capture
  import NIOCore
  import NIOPosix

  /// Asks a market what it lists, before anything is recorded of it.
  package struct ListedSymbols {
    /// Why that cannot be known.
    package struct Problem: Error, CustomStringConvertible {
      package let description: String
    }

    /// What is listed, in the exchange's order.
    package let symbols: [SymbolChoice.Listed]

    /// How often is asked, and how long is waited in between.
    private static let pausesSeconds: [UInt32] = [0, 1, 2, 4, 8]

    /// - Parameters:
    ///   - hasCounts: asks how often each is traded, too.
    ///   - observe: hears of attempts that failed.
    package init(
      _ options: CaptureOptions, hasCounts: Bool, observe: (String) -> Void
    ) throws {
      let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
      defer { try? group.syncShutdownGracefully() }
      let loop = group.next()
      let client = RestClient(try Connector(options, loop: loop), clock: SocketClock())
      defer { try? loop.submit { client.shutdown() }.wait() }
      var bodies: [[UInt8]] = []
      for target in MarketListing.targets(options.venue.venue, hasCounts: hasCounts) {
        bodies.append(try Self.body(options.restURL + target, client, on: loop, observe: observe))
      }
      guard
        let symbols = MarketListing.symbols(
          info: bodies[0], tickers: hasCounts ? bodies[1] : nil)
      else { throw Problem(description: "\(options.restURL) lists no symbols") }
      self.symbols = symbols
    }

    private static func body(
      _ url: String, _ client: RestClient, on loop: any EventLoop, observe: (String) -> Void
    ) throws -> [UInt8] {
      let headers = [
        HTTPHeader("Accept", "application/json"),
        HTTPHeader("User-Agent", CaptureOptions.userAgent),
      ]
      var problem = ""
      for seconds in pausesSeconds {
        if seconds > 0 { observe("\(problem); asked again in \(seconds) s") }
        pause(microseconds: seconds * 1_000_000)
        let result = try loop.flatSubmit { client.get(url: url, headers: headers) }.wait()
        if result.head.status == 200, result.problem == nil { return result.body }
        let advice = RefusalAdvice.text(result.head).map { ": " + $0 } ?? ""
        problem = "GET \(url): " + (result.problem ?? "HTTP \(result.head.status)") + advice
        if RefusalAdvice.isDefinite(result.head) { break }
      }
      throw Problem(description: problem)
    }
  }
#endif
