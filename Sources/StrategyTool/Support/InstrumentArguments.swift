import ArgumentParser
import Market
import Runs

/// Which instrument of a recording a command works on.
struct InstrumentArguments: ParsableArguments {
  @Option(help: "Only this symbol; as usdm:BTCUSDT where several venues have it.")
  var symbol: String?

  @Option(help: "Only what is of this venue: spot, usdm or coinm.")
  var venue: Venue?

  /// - Parameter takesNamesakes: whether the same symbol of several venues is welcome.
  func request(takesNamesakes: Bool) -> InstrumentRequest {
    InstrumentRequest(
      symbol.map { [$0] } ?? [], venue: venue, takesNamesakes: takesNamesakes)
  }
}

extension Venue: ExpressibleByArgument {}
