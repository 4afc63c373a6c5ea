import Basics
package import Feed
package import Market
package import Recording

/// Which instruments of a recording are meant: by name, by venue, or all.
package struct InstrumentRequest: Sendable {
  /// Such as `BTCUSDT` or `usdm:BTCUSDT`; all if empty.
  package var names: [String]
  package var venue: Venue?
  /// Whether the same symbol of several venues is welcome where nothing is chosen.
  package var takesNamesakes: Bool

  package init(_ names: [String] = [], venue: Venue? = nil, takesNamesakes: Bool = true) {
    self.names = names
    self.venue = venue
    self.takesNamesakes = takesNamesakes
  }

  /// What is asked for by name.
  package var instruments: [Instrument] {
    names.map(Instrument.init).map { Instrument($0.venue ?? venue, $0.symbol) }
  }

  /// Whether a recording holds more than one venue, so that all of it must be looked at to know which
  /// instruments there are.
  ///
  /// - Throws: `RunError` where it holds nothing of a venue that is asked for.
  func meetsSeveralVenues(in recording: Recording, range: TimeRange) throws -> Bool {
    let venues = try RecordingContents(recording, .venues, range: range).venues
    for asked in [venue] + instruments.map(\.venue) {
      guard let asked, !venues.isEmpty, !venues.contains(asked) else { continue }
      let others = venues.map(\.rawValue).joined(separator: " and ")
      throw RunError("the recording holds nothing of \(asked.rawValue), but of \(others)")
    }
    return venues.count > 1
  }

  /// The instruments that are meant, and their names.
  ///
  /// - Throws: `RunError` where one is not there, or where a symbol of several venues is asked for.
  package func choose(_ contents: RecordingContents, _ absence: CandleAbsence) throws
    -> InstrumentNames
  {
    let present = contents.instruments.filter { venue == nil || $0.venue ?? venue == venue }
    guard names.isEmpty else {
      return InstrumentNames(try instruments.map { try choose($0, present, absence) })
    }
    let all = InstrumentNames(among: present)
    if !takesNamesakes { try refuse(present.filter { all.areSeveral(called: $0.symbol) }) }
    return present.count == contents.holdings.count ? all : InstrumentNames(present)
  }

  private func choose(
    _ asked: Instrument, _ present: [Instrument], _ absence: CandleAbsence
  ) throws -> Instrument {
    let meant = present.filter(asked.fits)
    guard let first = meant.first else { throw try absence.refusal(of: asked) }
    try refuse(meant.count > 1 ? meant : [])
    return first
  }

  private func refuse(_ namesakes: [Instrument]) throws {
    guard let last = namesakes.last else { return }
    throw RunError(
      "\(last.symbol) is traded at several venues: \(namesakes.map(\.text).joined(separator: ", ")); "
        + "choose with --venue, or by such a name: --symbol \(last.text)")
  }
}

extension InstrumentNames {
  /// All that a recording holds.
  package init(allOf recording: Recording) throws {
    let request = InstrumentRequest()
    let isMixed = try request.meetsSeveralVenues(in: recording, range: .all)
    self.init(among: isMixed ? try RecordingContents(recording, .messages()).instruments : [])
  }
}
