#if Network
  import ArgumentParser
  import Binance
  import Capture
  import Glibc
  import Market
  import Synchronization

  /// Reads the symbols of `--config` again when SIGHUP comes. New ones are recorded from then on; those that are
  /// taken away go on until the recorder ends, for what is not recorded is lost.
  struct SymbolRereading {
    private static let hasCome = Atomic(false)

    private let path: String
    private let venue: Venue
    private var known: Set<String>

    /// Listens from now on.
    init(_ path: String, _ options: CaptureOptions) {
      self.path = path
      venue = options.venue.venue
      known = Set(options.symbols)
      signal(SIGHUP) { _ in SymbolRereading.hasCome.store(true, ordering: .relaxed) }
    }

    /// Those that were not there before; none if no signal came, or if the file is not right.
    mutating func newSymbols() -> [String] {
      guard Self.hasCome.exchange(false, ordering: .relaxed) else { return [] }
      do {
        return try take(ConfigFile.symbols(path))
      } catch {
        Console.report("\((error as? ValidationError)?.message ?? "\(error)"); nothing is changed")
        return []
      }
    }

    private mutating func take(_ names: [String]) throws -> [String] {
      // Patterns were looked up at the start, and take in new listings by themselves.
      let named = names.filter { !$0.contains("*") && $0.lowercased() != "all" }
      for name in named {
        if let problem = StreamCheck.problem(withSymbol: name, at: venue) {
          throw ValidationError("--config \(path): \(problem)")
        }
      }
      let symbols = named.map { $0.uppercased() }
      let new = symbols.filter { known.insert($0).inserted }
      let gone = names.count == named.count ? known.subtracting(symbols).sorted() : []
      Console.report(
        "--config \(path) was read again: \(counted(new.count, "new symbol"))"
          + (gone.isEmpty
            ? ""
            : "; not named now, but recorded until the recorder ends: \(gone.joined(separator: ", "))")
      )
      return new
    }
  }
#endif
