import Archive
import Binance
import Market
package import Recording

/// The last trade of a symbol that a recording holds, of one kind.
package struct LastTrade: Equatable, Sendable {
  package let symbol: String
  package let source: TradeSource
  /// Of an aggregate, the last trade within.
  package let id: Int64
  /// The record's own id, which an aggregate has besides; nil where it is not known.
  package let recordId: Int64?
  package let timeUs: Int64

  package init(
    symbol: String, source: TradeSource, id: Int64, recordId: Int64? = nil, timeUs: Int64
  ) {
    self.symbol = symbol
    self.source = source
    self.id = id
    self.recordId = recordId ?? (source == .trades ? id : nil)
    self.timeUs = timeUs
  }

  /// Where trades of another kind go on from here: a session recorded aggregates, and the next one trades.
  func goesOn(as source: TradeSource) -> LastTrade {
    source == self.source
      ? self : LastTrade(symbol: symbol, source: source, id: id, timeUs: timeUs)
  }
}

/// Finds where the trades of a recording end, without reading all of it.
package struct LastTrades {
  /// A symbol and which of its trades.
  package struct Wanted: Equatable, Sendable {
    package let symbol: String
    package let source: TradeSource

    package init(_ symbol: String, _ source: TradeSource) {
      self.symbol = symbol
      self.source = source
    }
  }

  /// Those found, in the order of `wanted`.
  package private(set) var found: [LastTrade] = []

  /// How far back is read, one after the other while something is not found; and how many frames.
  private static let spansNs: [Int64] = [60, 600, 3600, 21_600, 86_400].map { $0 * 1_000_000_000 }
  private static let framesMax = 2_000_000

  private init() {}

  /// Reads the end of the recording in a folder; finds nothing where there is none.
  package init(folder: String, wanted: [Wanted], isOurs: (SessionInfo) -> Bool) throws {
    guard let recording = try? Recording(paths: [folder], packed: PackedDecoder.self) else {
      self.init()
      return
    }
    try self.init(recording, wanted: wanted, isOurs: isOurs)
  }

  /// Reads the end of a recording: a minute of it, and more where a symbol trades more seldom. What is not
  /// found within two million frames, or in the last day, is left out. Of a symbol whose trades were recorded
  /// as aggregates, or the other way round, those go on.
  ///
  /// - Parameter isOurs: whether a session is one that goes on: another venue's ids are others.
  package init(
    _ recording: Recording, wanted: [Wanted], isOurs: (SessionInfo) -> Bool
  ) throws {
    guard let endNs = try recording.lastReceivedNs(),
      let ours = try Self.ours(recording, endNs: endNs, isOurs)
    else { return }
    let floorNs = ours.segments.compactMap { $0.firstReceivedNs }.min() ?? endNs
    for spanNs in Self.spansNs {
      let fromNs = max(floorNs, endNs - spanNs)
      let frames = try read(ours, fromNs: fromNs, wanted)
      if found.count == wanted.count || frames > Self.framesMax || fromNs == floorNs { return }
    }
  }

  /// The segments of the last day, as far as they are of our sessions.
  private static func ours(
    _ recording: Recording, endNs: Int64, _ isOurs: (SessionInfo) -> Bool
  ) throws -> Recording? {
    var first: Int?
    for (index, segment) in recording.segments.enumerated().reversed() {
      guard let session = try recording.session(ofSegment: index), isOurs(session) else { break }
      first = index
      if let startNs = segment.firstReceivedNs, startNs < endNs - (spansNs.last ?? 0) { break }
    }
    return first.map { recording.suffix(from: $0) }
  }

  private mutating func read(
    _ recording: Recording, fromNs: Int64, _ all: [Wanted]
  ) throws -> Int {
    let ends = try TradeEnds(recording, range: TimeRange(fromNs: fromNs))
    found = all.compactMap { wanted in
      if let last = ends.last(wanted) { return last }
      let other = Wanted(wanted.symbol, wanted.source == .trades ? .aggTrades : .trades)
      return all.contains(other) ? nil : ends.last(other)?.goesOn(as: wanted.source)
    }
    return ends.frameCount
  }
}
