package import Binance
import Market
package import Recording

/// Frames decoded, of one block or one alone: all that can be said about them without knowing what came
/// before. Reused from block to block; nothing is allocated per frame.
package struct FrameBatch: Sendable {
  package var messages = MessageBatch()
  /// Records that are no messages but matter to the feed, in record order.
  package var notes: [RecorderNote] = []
  /// Where the first frame lies; nil of damage alone, which is behind the frame before.
  package var location: FrameLocation?
  package var frameCount = 0
  package var payloadBytes = 0
  package var firstReceivedNs: Int64?
  package var lastReceivedNs: Int64?
  /// Set if the block, or the rest of it after the frames decoded, cannot be read.
  package var damage: Damage?
  /// The feed's number of each symbol in `messages.symbols`, at each venue that it came from.
  var numbers = InstrumentNumbers()

  package init() {}

  package mutating func removeAll() {
    messages.removeAll()
    notes.removeAll(keepingCapacity: true)
    location = nil
    frameCount = 0
    payloadBytes = 0
    firstReceivedNs = nil
    lastReceivedNs = nil
    damage = nil
  }
}

/// The feed's numbers of a batch's symbols, by venue: looked up once for each.
struct InstrumentNumbers: Sendable {
  private static let perSymbol = Venue.allCases.count + 1
  private static let unknown = SymbolID(rawValue: .max)

  private var numbers: [SymbolID] = []

  /// Symbols that there is room for.
  var symbolCount: Int { numbers.count / Self.perSymbol }

  mutating func addSymbol() {
    numbers.append(contentsOf: repeatElement(Self.unknown, count: Self.perSymbol))
  }

  /// Nil where it was not set before.
  subscript(_ symbol: SymbolID, _ venue: Venue?) -> SymbolID? {
    get {
      let number = numbers[Self.index(symbol, venue)]
      return number == Self.unknown ? nil : number
    }
    set { numbers[Self.index(symbol, venue)] = newValue ?? Self.unknown }
  }

  private static func index(_ symbol: SymbolID, _ venue: Venue?) -> Int {
    let offset =
      switch venue {
      case .spot: 1
      case .usdm: 2
      case .coinm: 3
      case nil: 0
      }
    return Int(symbol.rawValue) * perSymbol + offset
  }
}

/// A record in which the recorder notes something: its session, a connection opened or lost, a loss of its
/// own.
package struct RecorderNote: Sendable {
  /// Why a connection ended that the recorder closed at its own end, as its record says.
  package static let stopReason = "the recorder stops"

  package var kind: FrameKind
  package var frame: FrameReference
  /// The payload as text, cut at `textBytesMax`.
  package var text: String
  /// The record lies before the range asked for: it says which connections are open, no more.
  package var isContext: Bool

  static let textBytesMax = 64 << 10
}
